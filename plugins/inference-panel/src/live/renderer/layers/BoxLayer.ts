import type { ShownResult } from '../../sync';
import { ColorPaths } from './ColorPaths';
import type { OverlayLayer, OverlayView } from './types';

/** A rectangle around each detection. */
export class BoxLayer implements OverlayLayer {
  private result: ShownResult | null = null;

  push(result: ShownResult | null): void {
    this.result = result;
  }

  draw({ context, picture, style, strokes, visible, colorOf }: OverlayView): void {
    const paths = new ColorPaths();
    for (const detection of visible(this.result)) {
      const [left, top, width, height] = detection.box;
      paths
        .of(colorOf(detection))
        .lines.rect(
          picture.x + left * picture.width,
          picture.y + top * picture.height,
          width * picture.width,
          height * picture.height
        );
    }
    paths.draw(context, style.lineWidth, strokes);
  }
}
