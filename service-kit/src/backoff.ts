import type { Clock } from './clock.js';

/** What the next wait would be if it had neither bounds nor jitter, milliseconds. */
export type Growth = (outage: {
  /** Attempts that failed before this one, since the last success. */
  failures: number;
  /** Since the first of the attempts that failed. */
  awayMs: number;
}) => number;

/** Twice as long with each attempt: for a server that answers and is overloaded. */
export const doublingFrom =
  (firstMs: number): Growth =>
  ({ failures }) =>
    firstMs * 2 ** failures;

/**
 * A share of how long it has been away, so that what was away for a moment is back in a moment, and what is off for a
 * weekend is left alone: for what each attempt itself takes its time, or a watchdog's.
 */
export const shareOfOutage =
  (share: number): Growth =>
  ({ awayMs }) =>
    awayMs * share;

export interface BackoffOptions {
  growth: Growth;
  /** No wait is shorter, milliseconds. */
  minMs: number;
  /** No wait is longer, milliseconds. */
  maxMs: number;
  clock: Pick<Clock, 'nowMs'>;
  /** 0 to 1, as Math.random. */
  random: () => number;
}

/**
 * How long to wait before the next attempt at what failed: between half and the whole of what has grown since the first
 * failure, so that many who lost the same thing do not all come back at once.
 */
export class Backoff {
  #failures = 0;
  #awaySinceMs: number | null = null;

  constructor(private readonly options: BackoffOptions) {}

  /** An attempt failed: milliseconds to wait before the next. */
  next(): number {
    const { growth, minMs, maxMs, clock, random } = this.options;
    const nowMs = clock.nowMs();
    const awayMs = nowMs - (this.#awaySinceMs ??= nowMs);
    const full = Math.min(maxMs, growth({ failures: this.#failures, awayMs }));
    this.#failures += 1;
    return Math.max(minMs, full * (0.5 + 0.5 * random()));
  }

  /** It works: the next failure is the first again. */
  reset(): void {
    this.#failures = 0;
    this.#awaySinceMs = null;
  }
}
