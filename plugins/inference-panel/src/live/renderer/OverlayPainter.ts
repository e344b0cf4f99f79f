import type { Detection, Labels } from '@framewatch/protocol';
import type { ShownResult } from '../sync';
import { TextWidths } from './TextWidths';
import { LAYERS, type LayerId, type OverlayLayer, type OverlayStyle, type Strokes } from './layers';
import type { Rect } from './layout';
import type { DrawStyle, InterpolatedLook } from './types';

const PLAIN: Strokes = { alpha: 1, dash: [] };
/** Enough to tell the two apart in a still picture, not so much that the overlay flickers. */
const INTERPOLATED: Record<InterpolatedLook, Strokes> = {
  faint: { alpha: 0.7, dash: [] },
  dashed: { alpha: 1, dash: [6, 5] },
  solid: PLAIN,
};

/** Detections that pass the style's filters, in drawing order (surest last, on top). */
export function visibleDetections(detections: readonly Detection[], style: DrawStyle): Detection[] {
  const { minConfidence, classes } = style;
  return detections
    .filter((one) => one.confidence >= minConfidence && (classes.length === 0 || classes.includes(one.class)))
    .sort((a, b) => a.confidence - b.confidence);
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
      layer.push(result);
    }
  }

  /** `picture` is where the whole picture lies. */
  draw(labels: Labels, picture: Rect, style: OverlayStyle): void {
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
    const colorOf = (className: string) => style.colorOf(className, labels.classes.indexOf(className));
    const strokes = this.interpolated ? INTERPOLATED[style.interpolated] : PLAIN;
    for (const [id, layer] of this.layers) {
      if (style[id]) {
        layer.draw({ context, widths, picture, labels, style, strokes, visible, colorOf });
      }
    }
  }
}
