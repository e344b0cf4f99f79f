import { mostValuable } from './hungarian.js';
import { lengths, overlaps, type ScoredFrame } from './types.js';

const SAME = 0.5;

/**
 * Of all boxes, true and tracked, the share that is where it should be and has the right id, where each object is given
 * the one track for the whole sequence that fits best (Ristani et al. 2016).
 */
export function idf1(frames: readonly ScoredFrame[]): number {
  const objects = lengths(frames.map(({ truth }) => truth));
  const tracks = lengths(frames.map(({ tracked }) => tracked));
  const [objectIds, trackIds] = [[...objects.keys()], [...tracks.keys()]];
  const columnOf = new Map(trackIds.map((id, index) => [id, index]));
  const rowOf = new Map(objectIds.map((id, index) => [id, index]));
  const shared = objectIds.map(() => trackIds.map(() => 0));
  for (const frame of frames) {
    overlaps(frame).forEach((row, i) =>
      row.forEach((overlap, j) => {
        if (overlap < SAME) return;
        shared[rowOf.get(frame.truth[i]!.id)!]![columnOf.get(frame.tracked[j]!.id)!]! += 1;
      })
    );
  }
  const right = mostValuable(shared).reduce((sum, j, i) => sum + (shared[i]![j] ?? 0), 0);
  const total = (counts: Map<number, number>) => [...counts.values()].reduce((sum, count) => sum + count, 0);
  return (2 * right) / (total(objects) + total(tracks));
}
