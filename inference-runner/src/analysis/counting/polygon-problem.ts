import { areaOf, edges, type Point, segmentsMeet, sideOf } from './geometry.js';

/** Fewest and most corners of a zone. */
export const CORNERS = [3, 50] as const;
/** A smaller area is none: less than a pixel of any camera. */
const LEAST_AREA = 1e-8;

/**
 * Returns why these corners make no zone, null when they do. What is inside of a polygon whose edges cross is a matter of
 * taste, so it is refused. Corners are counted from 1, as they are written.
 */
export function polygonProblem(points: readonly Point[]): string | null {
  for (const [index, point] of points.entries()) {
    const first = points.findIndex((other) => other[0] === point[0] && other[1] === point[1]);
    if (first === index) continue;
    const closes = first === 0 && index === points.length - 1 && points.length > CORNERS[0];
    return (
      `corner ${index + 1} ${show(point)} is corner ${first + 1} again, ` +
      (closes ? 'expected it to be left out: a zone is closed by itself' : 'expected each corner once')
    );
  }
  return spike(points) ?? crossing(points) ?? flat(points);
}

/** An edge that goes back over the one before it. */
function spike(points: readonly Point[]): string | null {
  const all = edges(points);
  if (all.every(([a, b]) => all.every(([p]) => sideOf(a, b, p) === 0))) return NO_AREA;
  for (const [index, [corner, next]] of all.entries()) {
    const [before] = all[(index + all.length - 1) % all.length] ?? [corner];
    const back = (corner[0] - before[0]) * (next[0] - corner[0]) + (corner[1] - before[1]) * (next[1] - corner[1]) < 0;
    if (back && sideOf(before, corner, next) === 0)
      return `the edges at corner ${index + 1} ${show(corner)} lie on each other, expected edges that do not touch`;
  }
  return null;
}

function crossing(points: readonly Point[]): string | null {
  const all = edges(points);
  const name = (index: number) => `${index + 1}–${((index + 1) % all.length) + 1}`;
  for (const [first, [a, b]] of all.entries()) {
    for (const [second, [c, d]] of all.entries()) {
      // Neighbours have a corner in common.
      if (second < first + 2 || (first === 0 && second === all.length - 1)) continue;
      if (segmentsMeet(a, b, c, d))
        return (
          `the edge between corners ${name(first)} ${show(a)} ${show(b)} meets the edge between corners ` +
          `${name(second)} ${show(c)} ${show(d)}, expected corners in their order along the border, so that no edges cross`
        );
    }
  }
  return null;
}

function flat(points: readonly Point[]): string | null {
  return areaOf(points) < LEAST_AREA ? NO_AREA : null;
}

const NO_AREA = 'the corners enclose no area, expected three or more that are not on one line';

const show = ([x, y]: Point) => `[${x}, ${y}]`;
