export interface BackoffOptions {
  minMs: number;
  maxMs: number;
  /** Of how long the camera has been away so far, the share to wait before it is tried again. */
  share: number;
  /** 0 to 1, as Math.random. */
  random: () => number;
}

/**
 * How long to wait before the next attempt: a share of how long the camera has been away, so that one that was away for
 * a moment is back in a moment, and one that is off for a weekend is left alone. With jitter, so that cameras do not all
 * come back at once.
 */
export class Backoff {
  constructor(private readonly options: BackoffOptions) {}

  /** Milliseconds to wait now, given for how long the camera has been away. */
  next(awayMs: number): number {
    const { minMs, maxMs, share, random } = this.options;
    const full = Math.min(maxMs, awayMs * share);
    return Math.max(minMs, full * (0.5 + 0.5 * random()));
  }

  /** The longest wait, for a camera that refuses: many lock an account after a few wrong passwords. */
  longest(): number {
    return this.options.maxMs;
  }
}
