/** A frame that comes this share of the interval too early still counts: cameras are never exactly on time. */
const TOLERANCE = 0.1;

/** Lets at most `perSecond` through per second, as evenly as they come; null lets everything through. */
export class RateLimiter {
  readonly #intervalMs: number;
  #dueMs = -Infinity;

  constructor(perSecond: number | null) {
    this.#intervalMs = perSecond === null ? 0 : 1000 / perSecond;
  }

  /** Milliseconds until the next may pass; 0 when it may now. */
  waitMs(nowMs: number): number {
    return Math.max(0, this.#dueMs - this.#intervalMs * TOLERANCE - nowMs);
  }

  /** One passed. A little lateness is made up for by the next, so that the rate holds; a pause is not. */
  pass(nowMs: number): void {
    if (this.#intervalMs === 0) return;
    const late = nowMs - this.#dueMs;
    this.#dueMs = (late < this.#intervalMs ? this.#dueMs : nowMs) + this.#intervalMs;
  }
}
