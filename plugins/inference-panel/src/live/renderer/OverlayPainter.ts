import type { Detection, StreamEvent } from '@framewatch/protocol';
import type { ShownResult } from '../sync';
import { TextWidths } from './TextWidths';
import { LAYERS, type LayerId, type OverlayLayer, type OverlayStyle, type Strokes } from './layers';
import type { Rect } from './layout';
import { type DrawStyle, type InterpolatedLook, type Scene, passes } from './types';

const PLAIN: Strokes = { alpha: 1, dash: [] };
/** Enough to tell the two apart in a still picture, not so much that the overlay flickers. */
const INTERPOLATED: Record<InterpolatedLook, Strokes> = {
  faint: { alpha: 0.7, dash: [] },
  dashed: { alpha: 1, dash: [6, 5] },
  solid: PLAIN,
};

/** Detections that pass the style's filters, in drawing order (surest last, on top). */
export function visibleDetections(detections: readonly Detection[], style: DrawStyle): Detection[] {
  return detections.filter((one) => passes(one, style)).sort((a, b) => a.confidence - b.confidence);
}

/** Layers by their option, the lowest first. */
export type Layers = ReadonlyArray<readonly [LayerId, OverlayLayer]>;

const everyLayer = (): Layers => LAYERS.map(({ id, create }) => [id, create()]);

/** Draws results onto a 2D context whose unit is the CSS pixel, layer by layer. */
export class OverlayPainter {
  private readonly widths = new TextWidths();
  private interpolated = false;

  constructor(
    private readonly context: CanvasRenderingContext2D,
    private readonly layers = everyLayer()
  ) {}

  /** Takes the result of the picture that is shown from now on; null when it has none. */
  push(result: ShownResult | null): void {
    this.interpolated = result?.interpolated === true;
    for (const [, layer] of this.layers) {
      layer.push?.(result);
    }
  }

  addEvent(event: StreamEvent): void {
    for (const [, layer] of this.layers) {
      layer.addEvent?.(event);
    }
  }

  forgetLasting(): void {
    for (const [, layer] of this.layers) {
      layer.forgetLasting?.();
    }
  }

  reset(): void {
    this.interpolated = false;
    for (const [, layer] of this.layers) {
      layer.reset?.();
    }
  }

  /** `picture` is where the whole picture lies, `timeUs` its capture time. */
  draw(scene: Scene, picture: Rect, timeUs: number, style: OverlayStyle): void {
    const { context, widths } = this;
    const filtered = new Map<ShownResult, Detection[]>();
    const visible = (result: ShownResult | null): readonly Detection[] => {
      if (!result) {
        return [];
      }
      const known = filtered.get(result) ?? visibleDetections(result.detections, style);
      filtered.set(result, known);
      return known;
    };
    const colorOf = ({ class: name, track }: Detection) =>
      style.colorBy === 'track' && track !== undefined
        ? style.trackColor(track)
        : style.colorOf(name, scene.labels.classes.indexOf(name));
    const strokes = this.interpolated ? INTERPOLATED[style.interpolated] : PLAIN;
    for (const [id, layer] of this.layers) {
      if (style[id]) {
        layer.draw({ context, widths, picture, timeUs, scene, style, strokes, visible, colorOf });
      }
    }
  }
}
