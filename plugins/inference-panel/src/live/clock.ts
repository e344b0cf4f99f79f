import type { Clock } from '@framewatch/viewer-client';

/** Time as the player sees it, repaints included; passed in, so that tests are exact. */
export interface PageClock extends Clock {
  /** The browser's next repaint. Returns what cancels it. */
  onRepaint(callback: () => void): () => void;
}

export const browserClock: PageClock = {
  nowMs: () => performance.now(),
  wallUs: () => Math.round((performance.timeOrigin + performance.now()) * 1000),
  after: (ms, callback) => {
    const timer = window.setTimeout(callback, ms);
    return () => window.clearTimeout(timer);
  },
  onRepaint: (callback) => {
    const frame = window.requestAnimationFrame(callback);
    return () => window.cancelAnimationFrame(frame);
  },
};
