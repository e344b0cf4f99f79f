import type { Anchor, Box } from '@framewatch/protocol';
import type { Point } from './geometry.js';

const inPicture = (value: number) => Math.min(1, Math.max(0, value));

/** The points of a box that decide where its object is, in the picture: what of a box lies beside it is cut off. */
export function anchorPoints([x, y, width, height]: Box, anchor: Anchor): readonly Point[] {
  const [left, right] = [inPicture(x), inPicture(x + width)];
  const [top, bottom] = [inPicture(y), inPicture(y + height)];
  switch (anchor) {
    case 'bottom':
      return [[(left + right) / 2, bottom]];
    case 'centre':
      return [[(left + right) / 2, (top + bottom) / 2]];
    case 'all-corners':
      return [
        [left, top],
        [right, top],
        [right, bottom],
        [left, bottom],
      ];
  }
}

/** The one point whose path is looked at: the anchor, of `all-corners` the centre of the box. */
export function pathPoint(box: Box, anchor: Anchor): Point {
  const [first, ...others] = anchorPoints(box, anchor);
  const [point] = others.length === 0 ? [first] : anchorPoints(box, 'centre');
  return point ?? [0, 0];
}
