/** Where a numbered message stands in its sequence. */
export interface Numbered {
  epoch: number;
  seq: number;
}

const SEQ_HALF = 2 ** 31;

/** How far one sequence of a stream was handed on: a second connection brings the same numbers. */
export class Position {
  #last: Numbered | null = null;

  moveTo({ epoch, seq }: Numbered): void {
    this.#last = { epoch, seq };
  }

  reset(): void {
    this.#last = null;
  }

  /** Comes after everything that was handed on. */
  isBefore(message: Numbered): boolean {
    const last = this.#last;
    return !last || message.epoch > last.epoch || (message.epoch === last.epoch && steps(last, message) > 0);
  }

  /** Nothing is missing between what was handed on and a sequence that begins with `first`. */
  joins(first: Numbered): boolean {
    const last = this.#last;
    return !last || first.epoch < last.epoch || (first.epoch === last.epoch && steps(last, first) <= 1);
  }
}

/** Numbers have 32 bits and begin again after the last. */
function steps(from: Numbered, to: Numbered): number {
  const forward = (to.seq - from.seq) >>> 0;
  return forward < SEQ_HALF ? forward : forward - 2 * SEQ_HALF;
}
