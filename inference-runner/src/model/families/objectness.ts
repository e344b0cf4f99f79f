import { bestClass } from '../output/best-class.js';
import { NotFiniteError } from '../output/errors.js';
import type { Selection } from '../output/selection.js';
import type { Numbers } from '../output/tensors.js';

/** Centre, width and height, and how sure it is that something is there, before the scores of the classes. */
export const BEFORE_CLASSES = 5;
const OBJECTNESS = 4;

/** Gives the box of a place: centre, width and height in pixels of the input. */
export type BoxReader = (place: number, x: number, y: number, width: number, height: number) => readonly number[];

/**
 * Proposes the boxes of outputs that have a row for each place, [1, places, 5 + classes + more]: the best class of each, with the score
 * objectness × class. Throws a NotFiniteError when a score is NaN.
 */
export function proposeRows({ values, dims }: Numbers, classes: number, selection: Selection, boxOf: BoxReader): void {
  const { candidates, thresholds, lowest } = selection;
  const [, places = 0, width = 0] = dims;
  candidates.clear();
  for (let place = 0; place < places; place += 1) {
    const start = place * width;
    const objectness = values[start + OBJECTNESS] ?? 0;
    if (Number.isNaN(objectness)) throw new NotFiniteError();
    // No class has a score above 1.
    if (objectness < lowest) continue;
    const id = bestClass(values, start + BEFORE_CLASSES, classes);
    const score = objectness * (values[start + BEFORE_CLASSES + id] ?? 0);
    if (score < (thresholds[id] ?? 0)) continue;
    const raw = [0, 1, 2, 3].map((index) => values[start + index] ?? 0) as [number, number, number, number];
    const [x = 0, y = 0, w = 0, h = 0] = boxOf(place, ...raw);
    candidates.add(id, score, x - w / 2, y - h / 2, x + w / 2, y + h / 2, place);
  }
}
