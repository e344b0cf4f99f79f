export interface BackoffOptions {
  minMs: number;
  maxMs: number;
  /** A connection that lasted this long starts over with the shortest wait. */
  steadyMs: number;
  /** 0 to 1, as Math.random. */
  random: () => number;
}

/** How long to wait before the next attempt: doubling, with jitter so that cameras do not all come back at once. */
export class Backoff {
  #attempt = 0;

  constructor(private readonly options: BackoffOptions) {}

  /** Milliseconds to wait now, given how long the connection that just ended had streamed. */
  next(streamedMs: number): number {
    const { minMs, maxMs, steadyMs, random } = this.options;
    if (streamedMs >= steadyMs) this.#attempt = 0;
    const full = Math.min(maxMs, minMs * 2 ** this.#attempt);
    this.#attempt += 1;
    return Math.max(minMs, full * (0.5 + 0.5 * random()));
  }

  /** The longest wait, for a camera that refuses: many lock an account after a few wrong passwords. */
  longest(): number {
    return this.options.maxMs;
  }
}
