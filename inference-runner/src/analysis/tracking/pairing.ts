import { assign, type Choice } from './assignment.js';
import { type Rect, widenedIou } from './rect.js';
import type { Prediction } from './track.js';

/** How alike a prediction and a box have to be to be taken for the same object. */
export interface Likeness {
  /** By how much of its width and height a box is widened on each side; both boxes are widened alike. */
  readonly widened: number;
  /** By how many standard deviations of the prediction they are widened as well, and at most by how many sides. */
  readonly spreads: number;
  readonly mostSides: number;
  /** How much the heights count: a box of half the height is less alike by a half to the power of this. */
  readonly heights: number;
  /** How alike they have to be: what the widened boxes share over what they cover, less for other heights; 0 to 1. */
  readonly least: number;
}

/**
 * Returns for each prediction the index of its box, or -1: those pairs that are most alike in all. Boxes that were widened
 * overlap where those of a small or fast object do not (C-BIoU, Yang et al. 2023).
 */
export function pair(predictions: readonly Prediction[], boxes: readonly Rect[], likeness: Likeness): number[] {
  const sorted = boxes.map((box, index) => ({ box, index })).sort((a, b) => a.box.left - b.box.left);
  const widest = boxes.reduce((most, { left, right }) => Math.max(most, right - left), 0);
  const choices = predictions.map((prediction) => {
    const { left, right } = prediction.rect;
    const margins = marginsOf(prediction, likeness);
    const own: Choice[] = [];
    for (let i = firstFrom(sorted, left - widest - 2 * margins.x); i < sorted.length; i++) {
      const candidate = sorted[i];
      if (!candidate || candidate.box.left > right + 2 * margins.x) break;
      const gain = alike(prediction.rect, candidate.box, margins, likeness) - likeness.least;
      if (gain > 0) own.push({ column: candidate.index, gain });
    }
    return own;
  });
  return assign(choices, boxes.length);
}

interface Margins {
  readonly x: number;
  readonly y: number;
}

function marginsOf({ rect, spreadX, spreadY }: Prediction, { widened, spreads, mostSides }: Likeness): Margins {
  const [width, height] = [rect.right - rect.left, rect.bottom - rect.top];
  const most = mostSides * Math.sqrt(width * height);
  return {
    x: widened * width + Math.min(most, spreads * spreadX),
    y: widened * height + Math.min(most, spreads * spreadY),
  };
}

function alike(a: Rect, b: Rect, { x, y }: Margins, { heights }: Likeness): number {
  const overlap = widenedIou(a, b, x, y);
  if (overlap === 0) return 0;
  const [one, other] = [a.bottom - a.top, b.bottom - b.top];
  return overlap * (Math.min(one, other) / Math.max(one, other)) ** heights;
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
