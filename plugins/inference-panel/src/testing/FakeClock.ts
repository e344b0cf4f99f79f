import type { Clock } from '../live/clock';

interface Timer {
  id: number;
  atMs: number;
  callback: () => void;
}

/** A clock that only moves when told to. Timers fire in order; frames when `frame()` is called. */
export class FakeClock implements Clock {
  /** Added to the monotonic time to give the wall clock, microseconds. */
  wallOffsetUs = 1_700_000_000_000_000;
  private nowMs = 0;
  private lastId = 0;
  private timers: Timer[] = [];
  private frames = new Map<number, () => void>();

  now = () => this.nowMs;
  wallUs = () => this.wallOffsetUs + this.nowMs * 1_000;

  setTimeout = (callback: () => void, ms: number) => {
    this.lastId += 1;
    this.timers.push({ id: this.lastId, atMs: this.nowMs + ms, callback });
    return this.lastId;
  };

  clearTimeout = (id: number) => {
    this.timers = this.timers.filter((timer) => timer.id !== id);
  };

  requestFrame = (callback: () => void) => {
    this.lastId += 1;
    this.frames.set(this.lastId, callback);
    return this.lastId;
  };

  cancelFrame = (id: number) => void this.frames.delete(id);

  /** Timers and frames that are still waiting. */
  get waiting(): number {
    return this.timers.length + this.frames.size;
  }

  get waitingFrames(): number {
    return this.frames.size;
  }

  advance(ms: number): void {
    const endMs = this.nowMs + ms;
    for (let next = this.nextTimer(endMs); next; next = this.nextTimer(endMs)) {
      this.clearTimeout(next.id);
      this.nowMs = next.atMs;
      next.callback();
    }
    this.nowMs = endMs;
  }

  /** The browser repaints. */
  frame(): void {
    const frames = [...this.frames.values()];
    this.frames.clear();
    for (const callback of frames) {
      callback();
    }
  }

  private nextTimer(endMs: number): Timer | undefined {
    return this.timers.filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs || a.id - b.id)[0];
  }
}
