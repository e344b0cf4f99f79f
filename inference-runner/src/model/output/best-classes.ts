import { NotFiniteError } from './errors.js';

/** Scores that are looked at together: one by one takes three times as long. */
const TOGETHER = 8;

/** The best class of each place among those that are sure enough, in memory that is used again. */
export class BestClasses {
  /** -1 where no class is sure enough. */
  scores = new Float32Array();
  ids = new Int32Array();

  /**
   * `values`: from `start` on, for each of so many classes a row of scores, one for each place. Scores below `lowest` count as none.
   * Of equal ones the first class is taken. Throws a NotFiniteError when a score is NaN. Row by row, as the memory lies: nearly all
   * scores are left at the first comparison.
   */
  find(values: Float32Array, start: number, classes: number, places: number, lowest: number): void {
    if (this.scores.length !== places) {
      this.scores = new Float32Array(places);
      this.ids = new Int32Array(places);
    }
    this.scores.fill(-1);
    for (let id = 0; id < classes; id += 1) {
      const row = start + id * places;
      const end = row + places;
      let at = row;
      for (; at + TOGETHER <= end; at += TOGETHER) {
        if (!areBelow(values, at, lowest)) this.#take(values, row, at, at + TOGETHER, id, lowest);
      }
      this.#take(values, row, at, end, id, lowest);
    }
  }

  #take(values: Float32Array, row: number, from: number, to: number, id: number, lowest: number): void {
    const { scores, ids } = this;
    for (let at = from; at < to; at += 1) {
      const score = values[at] ?? 0;
      if (score < lowest) continue;
      if (score !== score) throw new NotFiniteError();
      if (score > (scores[at - row] ?? 0)) {
        scores[at - row] = score;
        ids[at - row] = id;
      }
    }
  }
}

/** Whether all scores of a group are. What is no number is not below anything. */
function areBelow(values: Float32Array, at: number, lowest: number): boolean {
  return (
    (values[at] ?? 0) < lowest &&
    (values[at + 1] ?? 0) < lowest &&
    (values[at + 2] ?? 0) < lowest &&
    (values[at + 3] ?? 0) < lowest &&
    (values[at + 4] ?? 0) < lowest &&
    (values[at + 5] ?? 0) < lowest &&
    (values[at + 6] ?? 0) < lowest &&
    (values[at + 7] ?? 0) < lowest
  );
}
