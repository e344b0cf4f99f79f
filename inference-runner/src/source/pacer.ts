import { type Clock, sleep } from '@framewatch/service-kit';

/**
 * A file that is later than this (after the machine was suspended, for example) continues from now instead of catching
 * up.
 */
const LATE_MS = 1000;

/** A larger difference between wall clock and elapsed time means that the wall clock was set. Less is inaccuracy. */
const SET_US = 100_000;

/** Delays a file's packets to the pace of their timestamps. */
export class Pacer {
  /** Readings of both clocks at the file's time 0. */
  #originMs: number | null = null;
  #originWallUs = 0;
  /** Difference between the wall clock and the monotonic clock. */
  #wallAheadUs = 0;

  constructor(private readonly clock: Clock) {}

  /** Returns the wall clock time, microseconds, of a time of the file. Follows when the machine's clock is set. */
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
