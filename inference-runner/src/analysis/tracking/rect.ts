/** A box by its edges, in heights of the picture on both axes, so that a distance means the same along both. */
export interface Rect {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Returns the overlap of two boxes over what both cover, 0 to 1; 0 where a box has no area. */
export function iou(a: Rect, b: Rect): number {
  return widenedIou(a, b, 0, 0);
}

/** As `iou`, of both boxes widened by `x` on the left and on the right and by `y` above and below. */
export function widenedIou(a: Rect, b: Rect, x: number, y: number): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left) + 2 * x;
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) + 2 * y;
  if (!(width > 0 && height > 0)) return 0;
  const both = width * height;
  return both / (area(a, x, y) + area(b, x, y) - both);
}

function area({ left, top, right, bottom }: Rect, x: number, y: number): number {
  return (right - left + 2 * x) * (bottom - top + 2 * y);
}
