/** Time, passed into logic so that tests can move it by hand. */
export interface Clock {
  /** Monotonic, milliseconds. */
  nowMs(): number;
  /** Wall clock, whole microseconds since 1970. */
  wallUs(): number;
  /** Calls back once, after `ms`. Returns what cancels it. */
  after(ms: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  // Not `performance.timeOrigin` plus time passed: that never follows a correction of the machine's clock.
  wallUs: () => Date.now() * 1000,
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
