const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/** How long to wait before the next attempt: doubling, with jitter, so that many panels do not come back at once. */
export class Backoff {
  private attempts = 0;

  /** `random` gives numbers in [0, 1). */
  constructor(private readonly random: () => number) {}

  /** Milliseconds to wait now: between half and the whole of the step. */
  next(): number {
    const step = Math.min(LONGEST_MS, FIRST_MS * 2 ** this.attempts);
    this.attempts += 1;
    return Math.round(step * (0.5 + this.random() / 2));
  }

  reset(): void {
    this.attempts = 0;
  }
}
