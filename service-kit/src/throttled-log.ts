import type { Clock } from './clock.js';

const PERIOD_MS = 10_000;

/** What may fail with every frame is logged once in a while, ten seconds by default, with how often it happened since. */
export class ThrottledLog {
  #nextMs = -Infinity;
  #suppressed = 0;

  constructor(
    private readonly write: (fields: object, message: string) => void,
    private readonly clock: Clock,
    private readonly periodMs = PERIOD_MS
  ) {}

  log(fields: object, message: string): void {
    const nowMs = this.clock.nowMs();
    if (nowMs < this.#nextMs) {
      this.#suppressed += 1;
      return;
    }
    this.write({ ...fields, ...(this.#suppressed > 0 && { suppressed: this.#suppressed }) }, message);
    this.#nextMs = nowMs + this.periodMs;
    this.#suppressed = 0;
  }
}
