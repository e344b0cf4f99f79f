import type { Logger } from 'pino';
import { type Clock, LATE, withinDeadline } from '@framewatch/service-kit';

/** `stop` gives FFmpeg this long to come back. Only a file on a dead network share does not. */
const STOP_MS = 900;

/** What a source does from its start until it is stopped. */
export class SourceTask {
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #stopping = new AbortController();
  #running: Promise<void> | null = null;

  constructor(clock: Clock, log: Logger) {
    this.#clock = clock;
    this.#log = log;
  }

  /** Aborts once the source is to stop. */
  get signal(): AbortSignal {
    return this.#stopping.signal;
  }

  /** `run` goes on until the signal aborts, and never rejects. Throws when it was started before. */
  start(run: () => Promise<void>): void {
    if (this.#running) throw new Error('a source is started once');
    this.#running = run();
  }

  /** Resolves once it has ended, or has taken too long for that and is left behind, which is logged. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    if (!this.#running) return;
    const outcome = await withinDeadline(this.#clock, STOP_MS, this.#running);
    if (outcome === LATE) this.#log.warn('source did not end in time, left behind');
  }
}
