import type { Clock } from '@framewatch/service-kit';

/** A clock that a test moves by hand; what becomes due is called in order. */
export class FakeClock implements Clock {
  #nowMs = 0;
  #setUs = 0;
  #timers: { atMs: number; callback: () => void }[] = [];

  nowMs(): number {
    return this.#nowMs;
  }

  wallUs(): number {
    return 1_700_000_000_000_000 + Math.round(this.#nowMs * 1000) + this.#setUs;
  }

  /** Somebody sets the wall clock, forward or back. */
  set(seconds: number): void {
    this.#setUs += seconds * 1e6;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { atMs: this.#nowMs + ms, callback };
    this.#timers.push(timer);
    return () => (this.#timers = this.#timers.filter((other) => other !== timer));
  }

  /** How long until the next timer, milliseconds; null when there is none. */
  get nextMs(): number | null {
    if (this.#timers.length === 0) return null;
    return Math.min(...this.#timers.map((timer) => timer.atMs)) - this.#nowMs;
  }

  /** The process is held up: what becomes due meanwhile is called late. */
  stall(ms: number): void {
    this.#nowMs += ms;
    this.advance(0);
  }

  advance(ms: number): void {
    const endMs = this.#nowMs + ms;
    for (;;) {
      const next = this.#timers.filter((timer) => timer.atMs <= endMs).sort((a, b) => a.atMs - b.atMs)[0];
      if (!next) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.callback();
    }
    this.#nowMs = endMs;
  }
}
