/** However slow the camera, it counts as stalled after this, unless it was configured to be waited for longer. */
const LONGEST_MS = 30_000;

/** A connection has at least this long to its first picture. */
const OPEN_MS = 10_000;

/** Pictures came for this long without a gap that is too long: the camera is well. */
export const STEADY_MS = 5_000;

/**
 * How long a camera may show no picture before it counts as stalled: `stallMs`, and more for one that turned out to be
 * slower. Grows with each connection that was given up, and goes back as soon as the camera is steady.
 */
export class StallTimeout {
  #ms: number;
  #firstMs: number | null = null;
  #lastMs = 0;
  /** Since when pictures have come without a gap longer than `stallMs`. */
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

  /** Whether pictures come slowly, as was configured or found out. */
  get slow(): boolean {
    return this.#ms > this.stallMs || this.#ms > OPEN_MS;
  }

  /** Whether the camera is well, or was when the connection ended: pictures came for some seconds, regularly. */
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
