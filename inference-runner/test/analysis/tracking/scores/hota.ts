import { mostValuable } from './hungarian.js';
import { lengths, overlaps, type ScoredFrame } from './types.js';

/** The overlaps from which a track is where the object is: 0.05, 0.1, … 0.95. */
const ALPHAS = Array.from({ length: 19 }, (_, i) => (i + 1) / 20);

/** More than there are ids in a sequence. */
const IDS = 1e6;
const keyOf = (object: number, track: number) => object * IDS + track;

export interface Hota {
  hota: number;
  /** How well objects are found, and how well those that are found are kept apart; means over all alphas, as `hota`. */
  detA: number;
  assA: number;
}

/** Higher order tracking accuracy (Luiten et al. 2020). */
export function hota(frames: readonly ScoredFrame[]): Hota {
  const objects = lengths(frames.map(({ truth }) => truth));
  const tracks = lengths(frames.map(({ tracked }) => tracked));
  const alike = alignment(frames, objects, tracks);
  const pairs = frames.flatMap((frame) => {
    const { truth, tracked } = frame;
    const overlap = overlaps(frame);
    const values = overlap.map((row, i) => row.map((o, j) => o * alike(truth[i]!.id, tracked[j]!.id)));
    return mostValuable(values).flatMap((j, i) =>
      j === -1 ? [] : [{ object: truth[i]!.id, track: tracked[j]!.id, overlap: overlap[i]![j]! }]
    );
  });
  const total = (counts: Map<number, number>) => [...counts.values()].reduce((sum, count) => sum + count, 0);
  const scores = ALPHAS.map((alpha) => {
    const found = pairs.filter(({ overlap }) => overlap >= alpha - Number.EPSILON);
    const together = new Map<number, number>();
    for (const { object, track } of found) {
      const key = keyOf(object, track);
      together.set(key, (together.get(key) ?? 0) + 1);
    }
    let associated = 0;
    for (const [key, count] of together) {
      const [object, track] = [Math.floor(key / IDS), key % IDS];
      associated += (count * count) / (objects.get(object)! + tracks.get(track)! - count);
    }
    const detA = found.length / (total(objects) + total(tracks) - found.length);
    const assA = associated / Math.max(1, found.length);
    return { hota: Math.sqrt(detA * assA), detA, assA };
  });
  const mean = (of: keyof Hota) => scores.reduce((sum, score) => sum + score[of], 0) / scores.length;
  return { hota: mean('hota'), detA: mean('detA'), assA: mean('assA') };
}

/** How much an object and a track go together over the whole sequence, 0 to 1, by which the pairs of a frame are chosen. */
function alignment(frames: readonly ScoredFrame[], objects: Map<number, number>, tracks: Map<number, number>) {
  const together = new Map<number, number>();
  for (const frame of frames) {
    const overlap = overlaps(frame);
    const ofRow = overlap.map((row) => row.reduce((sum, o) => sum + o, 0));
    const ofColumn = frame.tracked.map((_, j) => overlap.reduce((sum, row) => sum + row[j]!, 0));
    overlap.forEach((row, i) =>
      row.forEach((o, j) => {
        if (o === 0) return;
        const key = keyOf(frame.truth[i]!.id, frame.tracked[j]!.id);
        together.set(key, (together.get(key) ?? 0) + o / (ofRow[i]! + ofColumn[j]! - o));
      })
    );
  }
  return (object: number, track: number) => {
    const shared = together.get(keyOf(object, track)) ?? 0;
    return shared / (objects.get(object)! + tracks.get(track)! - shared);
  };
}
