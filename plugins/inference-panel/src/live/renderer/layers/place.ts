import type { Rect } from '../layout';

export type Place = [x: number, y: number];

/** Where a point in fractions of the picture lies in the panel, CSS pixels. */
export function placeIn(picture: Rect, [x, y]: readonly [number, number]): Place {
  return [picture.x + x * picture.width, picture.y + y * picture.height];
}
