import type { Anchor, Box } from '@framewatch/protocol';
import type { Point } from './geometry.js';

const inPicture = (value: number) => Math.min(1, Math.max(0, value));

/** A box shakes from frame to frame by a few hundredths of its size: the anchor is somewhere in this share of the box. */
const UNCERTAIN = 0.1;

/** The points of a box that decide where its object is, in the picture: what of a box lies beside it is cut off. */
export function anchorPoints(box: Box, anchor: Anchor): readonly Point[] {
  if (anchor === 'all-corners') return corners(within(box));
  return [pathPoint(box, anchor)];
}

/** The points between which the anchor is for certain: where some of them are across and others not, nothing is certain. */
export function certainPoints(box: Box, anchor: Anchor): readonly Point[] {
  if (anchor === 'all-corners') return corners(within(box));
  const [x, y] = pathPoint(box, anchor);
  const [width, height] = [box[2] * UNCERTAIN, box[3] * UNCERTAIN];
  return corners(within([x - width / 2, y - height / 2, width, height]));
}

/** The one point whose path is looked at: the anchor, of `all-corners` the centre of the box. */
export function pathPoint(box: Box, anchor: Anchor): Point {
  const { left, right, top, bottom } = within(box);
  return [(left + right) / 2, anchor === 'bottom' ? bottom : (top + bottom) / 2];
}

interface Edges {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

function within([x, y, width, height]: Box): Edges {
  return { left: inPicture(x), right: inPicture(x + width), top: inPicture(y), bottom: inPicture(y + height) };
}

function corners({ left, right, top, bottom }: Edges): Point[] {
  return [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ];
}
