import type { Clock } from '../types.js';
import { settle } from './settle.js';

interface Timer {
  atMs: number;
  callback: () => void;
}

/** A clock that stands still until a test moves it. Timers are called in their order, each at its own moment. */
export class FakeClock implements Clock {
  /** Added to the monotonic time to give the wall clock, microseconds. */
  wallOffsetUs = 1_700_000_000_000_000;
  #nowMs = 0;
  #timers: Timer[] = [];

  nowMs(): number {
    return this.#nowMs;
  }

  wallUs(): number {
    return this.wallOffsetUs + this.#nowMs * 1_000;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { atMs: this.#nowMs + ms, callback };
    this.#timers.push(timer);
    return () => (this.#timers = this.#timers.filter((other) => other !== timer));
  }

  /** Timers that have not been called. */
  get waiting(): number {
    return this.#timers.length;
  }

  advance(ms: number): void {
    const endMs = this.#nowMs + ms;
    for (let next = this.#next(endMs); next; next = this.#next(endMs)) this.#call(next);
    this.#nowMs = endMs;
  }

  /** As `advance`, with promises that settle in between. */
  async elapse(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    await settle();
    for (let next = this.#next(endMs); next; next = this.#next(endMs)) {
      this.#call(next);
      await settle();
    }
    this.#nowMs = endMs;
  }

  #call(timer: Timer): void {
    this.#timers = this.#timers.filter((other) => other !== timer);
    this.#nowMs = timer.atMs;
    timer.callback();
  }

  #next(endMs: number): Timer | undefined {
    return this.#timers.filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs)[0];
  }
}
