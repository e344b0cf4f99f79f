import { mostValuable } from './hungarian.js';
import { overlaps, type ScoredFrame } from './types.js';

/** The overlap from which a track is where the object is, as in the MOT challenges. */
const SAME = 0.5;
/** More than all overlaps of a frame together: as many pairs as possible come before how well they fit. */
const A_PAIR = 1e4;
/** More than all pairs: those of the frame before stay, where they can. */
const A_KNOWN_PAIR = 1e8;

export interface Mota {
  mota: number;
  missed: number;
  falsely: number;
  switches: number;
}

/** Multiple object tracking accuracy: 1 - (missed + false + switches) / objects (CLEAR MOT, Bernardin and Stiefelhagen 2008). */
export function mota(frames: readonly ScoredFrame[]): Mota {
  const trackOf = new Map<number, number>();
  let [objects, missed, falsely, switches] = [0, 0, 0, 0];
  for (const frame of frames) {
    const { truth, tracked } = frame;
    const values = overlaps(frame).map((row, i) =>
      row.map((overlap, j) => {
        if (overlap < SAME) return 0;
        return overlap + (trackOf.get(truth[i]!.id) === tracked[j]!.id ? A_KNOWN_PAIR : A_PAIR);
      })
    );
    const pairs = mostValuable(values)
      .map((j, i) => ({ i, j }))
      .filter(({ i, j }) => j !== -1 && values[i]![j]! > 0);
    for (const { i, j } of pairs) {
      const before = trackOf.get(truth[i]!.id);
      if (before !== undefined && before !== tracked[j]!.id) switches += 1;
      trackOf.set(truth[i]!.id, tracked[j]!.id);
    }
    objects += truth.length;
    missed += truth.length - pairs.length;
    falsely += tracked.length - pairs.length;
  }
  return { mota: 1 - (missed + falsely + switches) / objects, missed, falsely, switches };
}
