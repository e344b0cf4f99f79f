import { iou, type Rect } from '../../../../src/analysis/tracking/rect.js';

/** An object or a track in one frame. */
export interface Labelled {
  id: number;
  rect: Rect;
}

/** What is there in a frame, and what a tracker says is there. */
export interface ScoredFrame {
  truth: readonly Labelled[];
  tracked: readonly Labelled[];
}

/** The overlaps of a frame: a row for each object, a column for each track. */
export function overlaps({ truth, tracked }: ScoredFrame): number[][] {
  return truth.map((object) => tracked.map((track) => iou(object.rect, track.rect)));
}

/** How many frames each id is in. */
export function lengths(labelled: readonly (readonly Labelled[])[]): Map<number, number> {
  const frames = new Map<number, number>();
  for (const { id } of labelled.flat()) frames.set(id, (frames.get(id) ?? 0) + 1);
  return frames;
}
