/** Time as the player sees it; passed in, so that tests are exact. */
export interface Clock {
  /** Monotonic, milliseconds. */
  now(): number;
  /** Wall clock, microseconds since 1970. */
  wallUs(): number;
  setTimeout(callback: () => void, ms: number): number;
  clearTimeout(id: number): void;
  /** The browser's next repaint. */
  requestFrame(callback: () => void): number;
  cancelFrame(id: number): void;
}

export const browserClock: Clock = {
  now: () => performance.now(),
  wallUs: () => Math.round((performance.timeOrigin + performance.now()) * 1000),
  setTimeout: (callback, ms) => window.setTimeout(callback, ms),
  clearTimeout: (id) => window.clearTimeout(id),
  requestFrame: (callback) => window.requestAnimationFrame(callback),
  cancelFrame: (id) => window.cancelAnimationFrame(id),
};
