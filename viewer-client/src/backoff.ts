const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/** How long to wait before the next attempt: doubling, with jitter, so that many viewers do not come back at once. */
export class Backoff {
  readonly #random: () => number;
  #attempts = 0;

  /** `random` gives numbers in [0, 1). */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** Milliseconds to wait now: between half and the whole of the step. */
  next(): number {
    const step = Math.min(LONGEST_MS, FIRST_MS * 2 ** this.#attempts);
    this.#attempts += 1;
    return Math.round(step * (0.5 + this.#random() / 2));
  }

  reset(): void {
    this.#attempts = 0;
  }
}
