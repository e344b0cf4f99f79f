import type { Logger } from 'pino';
import type { Clock } from '../clock.js';

/** How often a lasting overload is logged. */
const EVERY_MS = 60_000;

/** Logs that a live source is decoded too slowly, at most once a minute. */
export class OverloadLog {
  readonly #log: Logger;
  readonly #clock: Clock;
  #loggedMs = -Infinity;

  constructor(log: Logger, clock: Clock) {
    this.#log = log;
    this.#clock = clock;
  }

  warn(): void {
    const nowMs = this.#clock.nowMs();
    if (nowMs - this.#loggedMs < EVERY_MS) return;
    this.#loggedMs = nowMs;
    this.#log.warn(
      'decoding cannot keep up, pictures are left out: give the runner more CPU, or the camera fewer pixels'
    );
  }
}
