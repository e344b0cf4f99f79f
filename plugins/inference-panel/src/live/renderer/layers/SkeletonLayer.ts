import type { Keypoint } from '@framewatch/protocol';
import type { ShownResult } from '../../sync';
import { ColorPaths } from './ColorPaths';
import type { OverlayLayer, OverlayView } from './types';

/** Keypoints below this confidence are guesses, and bones between guesses are noise. */
const MIN_KEYPOINT_CONFIDENCE = 0.2;

/** The keypoints of each detection and the bones between them. */
export class SkeletonLayer implements OverlayLayer {
  private result: ShownResult | null = null;

  push(result: ShownResult | null): void {
    this.result = result;
  }

  draw({ context, picture, scene, style, strokes, visible, colorOf }: OverlayView): void {
    const paths = new ColorPaths();
    const radius = style.lineWidth * 1.25;
    const x = ([left]: Keypoint) => picture.x + left * picture.width;
    const y = ([, top]: Keypoint) => picture.y + top * picture.height;
    for (const detection of visible(this.result)) {
      const { keypoints } = detection;
      if (!keypoints) {
        continue;
      }
      const { lines, points } = paths.of(colorOf(detection));
      for (const [from, to] of scene.labels.skeleton) {
        const a = keypoints[from];
        const b = keypoints[to];
        if (isSure(a) && isSure(b)) {
          lines.moveTo(x(a), y(a));
          lines.lineTo(x(b), y(b));
        }
      }
      for (const keypoint of keypoints.filter(isSure)) {
        points.rect(x(keypoint) - radius, y(keypoint) - radius, 2 * radius, 2 * radius);
      }
    }
    paths.draw(context, style.lineWidth, strokes);
  }
}

function isSure(keypoint: Keypoint | undefined): keypoint is Keypoint {
  return keypoint !== undefined && keypoint[2] >= MIN_KEYPOINT_CONFIDENCE;
}
