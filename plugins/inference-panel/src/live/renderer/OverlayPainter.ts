import type { Detection, FrameResult, Labels } from '@framewatch/protocol';
import { TextWidths } from './TextWidths';
import { LAYERS, type LayerId, type OverlayLayer, type OverlayStyle } from './layers';
import type { Rect } from './layout';
import type { DrawStyle } from './types';

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

  constructor(
    private readonly context: CanvasRenderingContext2D,
    private readonly layers = everyLayer()
  ) {}

  /** Takes the result of the picture that is shown from now on; null when it has none. */
  push(result: FrameResult | null): void {
    for (const [, layer] of this.layers) {
      layer.push(result);
    }
  }

  /** `picture` is where the whole picture lies. */
  draw(labels: Labels, picture: Rect, style: OverlayStyle): void {
    const { context, widths } = this;
    const filtered = new Map<FrameResult, Detection[]>();
    const visible = (result: FrameResult | null): readonly Detection[] => {
      if (!result) {
        return [];
      }
      const known = filtered.get(result) ?? visibleDetections(result.detections, style);
      filtered.set(result, known);
      return known;
    };
    const colorOf = (className: string) => style.colorOf(className, labels.classes.indexOf(className));
    for (const [id, layer] of this.layers) {
      if (style[id]) {
        layer.draw({ context, widths, picture, labels, style, visible, colorOf });
      }
    }
  }
}
