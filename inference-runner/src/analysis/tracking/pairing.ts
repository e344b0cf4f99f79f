import { assign, type Choice } from './assignment.js';
import { type Rect, widenedIou } from './rect.js';
import type { Prediction } from './track.js';

/** How alike a prediction and a box have to be to be taken for the same object. */
export interface Likeness {
  /** By how much of its width and height a box is widened on each side; both boxes are widened alike. */
  readonly widened: number;
  /** By how many standard deviations of the prediction they are widened as well. */
  readonly spreads: number;
  /** How much of what the widened boxes cover both have to cover, 0 to 1. */
  readonly overlap: number;
}

/**
 * Returns for each prediction the index of its box, or -1: those pairs that overlap most in all. Boxes that were widened
 * overlap where those of a small or fast object do not (C-BIoU, Yang et al. 2023).
 */
export function pair(predictions: readonly Prediction[], boxes: readonly Rect[], likeness: Likeness): number[] {
  const sorted = boxes.map((box, index) => ({ box, index })).sort((a, b) => a.box.left - b.box.left);
  const widest = boxes.reduce((most, { left, right }) => Math.max(most, right - left), 0);
  const choices = predictions.map(({ rect, spreadX, spreadY }) => {
    const x = likeness.widened * (rect.right - rect.left) + likeness.spreads * spreadX;
    const y = likeness.widened * (rect.bottom - rect.top) + likeness.spreads * spreadY;
    const own: Choice[] = [];
    const from = firstFrom(sorted, rect.left - widest - 2 * x);
    for (const { box, index } of sorted.slice(from)) {
      if (box.left > rect.right + 2 * x) break;
      const gain = widenedIou(rect, box, x, y) - likeness.overlap;
      if (gain > 0) own.push({ column: index, gain });
    }
    return own;
  });
  return assign(choices, boxes.length);
}

/** Returns the index of the first box whose left edge is not before `left`. */
function firstFrom(sorted: readonly { box: Rect }[], left: number): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((sorted[middle]?.box.left ?? left) < left) from = middle + 1;
    else to = middle;
  }
  return from;
}
