/** x and y in fractions of the picture, from its top left; y points down. */
export type Point = readonly [x: number, y: number];

/** Shorter distances are errors of rounding: a millionth of a pixel. */
const EPSILON = 1e-9;

/** Above 0 when `p` is to the right of the line from `a` to `b`, for who looks that way. */
function turn(a: Point, b: Point, p: Point): number {
  return (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]);
}

/** Which side of the endless line through `a` and `b` the point is on: 1 right, -1 left, 0 on it. */
export function sideOf(a: Point, b: Point, p: Point): -1 | 0 | 1 {
  const distance = turn(a, b, p) / Math.sqrt((b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2);
  if (Math.abs(distance) <= EPSILON) return 0;
  return distance > 0 ? 1 : -1;
}

/** Whether two segments have a point in common; their ends belong to them. */
export function segmentsMeet(a: Point, b: Point, c: Point, d: Point): boolean {
  const [sc, sd, sa, sb] = [sideOf(a, b, c), sideOf(a, b, d), sideOf(c, d, a), sideOf(c, d, b)];
  if (sc * sd < 0 && sa * sb < 0) return true;
  return (
    (sc === 0 && between(a, b, c)) ||
    (sd === 0 && between(a, b, d)) ||
    (sa === 0 && between(c, d, a)) ||
    (sb === 0 && between(c, d, b))
  );
}

/** Whether `p`, which is on the endless line through `a` and `b`, is between them. */
function between(a: Point, b: Point, p: Point): boolean {
  return (
    p[0] >= Math.min(a[0], b[0]) - EPSILON &&
    p[0] <= Math.max(a[0], b[0]) + EPSILON &&
    p[1] >= Math.min(a[1], b[1]) - EPSILON &&
    p[1] <= Math.max(a[1], b[1]) + EPSILON
  );
}

/** The area that is enclosed, by the shoelace formula. */
export function areaOf(points: readonly Point[]): number {
  let sum = 0;
  for (const [a, b] of edges(points)) sum += a[0] * b[1] - b[0] * a[1];
  return Math.abs(sum) / 2;
}

/** The edges of a closed polygon: the first leads from the first corner to the second, the last one back to the first. */
export function edges(points: readonly Point[]): [Point, Point][] {
  return points.map((point, index): [Point, Point] => [point, points[(index + 1) % points.length] ?? point]);
}

/** A polygon without crossing edges, made ready to be asked many times. Its border belongs to it. */
export class Polygon {
  readonly #edges: readonly [Point, Point][];
  readonly #left: number;
  readonly #right: number;
  readonly #top: number;
  readonly #bottom: number;

  constructor(points: readonly Point[]) {
    this.#edges = edges(points);
    const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
    this.#left = Math.min(...xs) - EPSILON;
    this.#right = Math.max(...xs) + EPSILON;
    this.#top = Math.min(...ys) - EPSILON;
    this.#bottom = Math.max(...ys) + EPSILON;
  }

  /** By the even-odd rule: how often a ray to the right meets the border. */
  contains(p: Point): boolean {
    const [x, y] = p;
    if (x < this.#left || x > this.#right || y < this.#top || y > this.#bottom) return false;
    let inside = false;
    for (const [a, b] of this.#edges) {
      if (between(a, b, p) && sideOf(a, b, p) === 0) return true;
      // Of a corner only the edge below it counts, so that a ray through it is counted once.
      if (a[1] > y !== b[1] > y && x < a[0] + ((y - a[1]) / (b[1] - a[1])) * (b[0] - a[0])) inside = !inside;
    }
    return inside;
  }
}
