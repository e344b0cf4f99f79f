import type { Logger } from 'pino';
import type { Clock } from '../clock.js';

const QUIET_MS = 10_000;

/** Logs refused requests, at most one line in ten seconds: whoever guesses tokens cannot fill the disk. */
export class RefusalLog {
  readonly #log: Logger;
  readonly #clock: Clock;
  #lastMs = -Infinity;
  #unlogged = 0;

  constructor(log: Logger, clock: Clock) {
    this.#log = log;
    this.#clock = clock;
  }

  /** `path`: without its query, where a misled client may have put a secret. */
  add(code: string, remote: string | undefined, path: string): void {
    const nowMs = this.#clock.nowMs();
    if (nowMs - this.#lastMs < QUIET_MS) {
      this.#unlogged += 1;
      return;
    }
    this.#log.warn({ code, remote, path, others: this.#unlogged }, 'viewer request refused');
    this.#lastMs = nowMs;
    this.#unlogged = 0;
  }
}
