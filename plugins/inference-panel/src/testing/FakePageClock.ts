import { FakeClock } from '@framewatch/viewer-client/testing';
import type { PageClock } from '../live/clock';

/** Repaints come when the test calls `frame()`. */
export class FakePageClock extends FakeClock implements PageClock {
  private readonly frames = new Set<() => void>();

  onRepaint(callback: () => void): () => void {
    const once = () => callback();
    this.frames.add(once);
    return () => void this.frames.delete(once);
  }

  /** Timers and repaints that are still waited for. */
  override get waiting(): number {
    return super.waiting + this.frames.size;
  }

  get waitingFrames(): number {
    return this.frames.size;
  }

  /** The browser repaints. */
  frame(): void {
    const due = [...this.frames];
    this.frames.clear();
    for (const callback of due) {
      callback();
    }
  }
}
