import { type Clock, sleep } from '@framewatch/service-kit';

/** A file that is later than this (the machine slept, say) goes on from now instead of rushing to catch up. */
const LATE_MS = 1000;

/** The wall clock was set when it differs from time passed by more than this. Less is the clocks' own inaccuracy. */
const SET_US = 100_000;

/** Lets a file's packets through at the pace of their timestamps. */
export class Pacer {
  /** Clocks at which the file's time was 0. */
  #originMs: number | null = null;
  #originWallUs = 0;
  /** What the wall clock was ahead of the monotonic one. */
  #wallAheadUs = 0;

  constructor(private readonly clock: Clock) {}

  /** Wall clock, microseconds, that belongs to a time of the file. Follows when the machine's clock is set. */
  wallUs(atUs: number): number {
    if (this.#originMs === null) this.#begin(atUs);
    const setUs = this.#ahead() - this.#wallAheadUs;
    if (Math.abs(setUs) > SET_US) {
      this.#originWallUs += setUs;
      this.#wallAheadUs += setUs;
    }
    return this.#originWallUs + atUs;
  }

  /** Resolves when the time of `atUs` has come, or `signal` aborts. */
  async until(atUs: number, signal: AbortSignal): Promise<void> {
    const dueMs = (this.#originMs ?? this.#begin(atUs)) + atUs / 1000;
    const waitMs = dueMs - this.clock.nowMs();
    if (waitMs < -LATE_MS) this.#begin(atUs);
    if (waitMs > 1) await sleep(this.clock, waitMs, signal);
  }

  #ahead(): number {
    return this.clock.wallUs() - this.clock.nowMs() * 1000;
  }

  #begin(atUs: number): number {
    this.#wallAheadUs = this.#ahead();
    this.#originWallUs = this.clock.wallUs() - atUs;
    return (this.#originMs = this.clock.nowMs() - atUs / 1000);
  }
}
