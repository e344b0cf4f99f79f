/** The longest timeout, unless the configured one is longer. */
const LONGEST_MS = 30_000;

/** The least time from the connection to its first picture. */
const OPEN_MS = 10_000;

/** After pictures without too long a gap for this time the camera counts as steady. */
export const STEADY_MS = 5_000;

/**
 * The time without a picture after which a camera counts as stalled: `stallMs`, and more for a camera that turned out
 * to be slower. Grows with each connection that was given up, and returns to `stallMs` once the camera is steady.
 */
export class StallTimeout {
  #ms: number;
  #firstMs: number | null = null;
  #lastMs = 0;
  /** Start of the current run of pictures without a gap longer than `stallMs`. */
  #steadySinceMs = 0;

  constructor(private readonly stallMs: number) {
    this.#ms = stallMs;
  }

  /** Milliseconds without a picture after which the connection is given up. */
  get ms(): number {
    return this.#firstMs === null ? Math.max(OPEN_MS, this.#ms) : this.#ms;
  }

  /** The longest that `ms` can become. */
  get longestMs(): number {
    return Math.max(LONGEST_MS, this.stallMs);
  }

  /** True when pictures come slowly, by configuration or observation. */
  get slow(): boolean {
    return this.#ms > this.stallMs || this.#ms > OPEN_MS;
  }

  /** True when pictures came regularly for some seconds, up to now or to the end of the connection. */
  get steady(): boolean {
    return this.#firstMs !== null && this.#lastMs - this.#steadySinceMs >= STEADY_MS;
  }

  /** A connection begins. */
  begin(): void {
    this.#firstMs = null;
  }

  /** A picture came. */
  saw(nowMs: number): void {
    if (this.#firstMs === null) {
      this.#firstMs = this.#steadySinceMs = nowMs;
    } else if (nowMs - this.#lastMs > this.stallMs) {
      this.#steadySinceMs = nowMs;
      this.#ms = Math.min(this.longestMs, Math.max(this.#ms, 2 * (nowMs - this.#lastMs)));
    }
    this.#lastMs = nowMs;
    if (this.steady) this.#ms = this.stallMs;
  }

  /** The connection is given up, as no picture came for `ms`. */
  gaveUp(): void {
    this.#ms = Math.min(this.longestMs, 2 * this.ms);
  }
}
