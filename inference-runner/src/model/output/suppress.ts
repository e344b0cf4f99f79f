import type { Candidates } from './candidates.js';

const CORNERS = 4;

/** Chooses at most `most` of the candidates in `order`, the most confident first, so that no two are of one object. */
export type Suppression = (candidates: Candidates, order: readonly number[], iou: number, most: number) => number[];

/**
 * Greedy non-maximum suppression: of two boxes of one class that overlap by more than `iou` (intersection over union) the
 * later in `order` is left out. Stops at `most` boxes. `order`: indices of candidates, the most confident first.
 */
export function suppress(candidates: Candidates, order: readonly number[], iou: number, most: number): number[] {
  const kept: number[] = [];
  for (const index of order) {
    if (kept.length === most) break;
    if (!kept.some((other) => overlaps(candidates, index, other, iou))) kept.push(index);
  }
  return kept;
}

function overlaps({ classIds, corners }: Candidates, a: number, b: number, iou: number): boolean {
  if (classIds[a] !== classIds[b]) return false;
  const [i, j] = [a * CORNERS, b * CORNERS];
  const width = Math.min(at(corners, i + 2), at(corners, j + 2)) - Math.max(at(corners, i), at(corners, j));
  if (width <= 0) return false;
  const height = Math.min(at(corners, i + 3), at(corners, j + 3)) - Math.max(at(corners, i + 1), at(corners, j + 1));
  if (height <= 0) return false;
  const shared = width * height;
  return shared > iou * (area(corners, i) + area(corners, j) - shared);
}

function area(corners: Float32Array, i: number): number {
  return (at(corners, i + 2) - at(corners, i)) * (at(corners, i + 3) - at(corners, i + 1));
}

function at(values: Float32Array, index: number): number {
  return values[index] ?? 0;
}
