import type { Logger } from 'pino';
import { type Clock, LATE, withinDeadline } from '@framewatch/service-kit';

/** Time that `stop` waits for FFmpeg to return. Only a file on a dead network share takes longer. */
const STOP_MS = 900;

/** The task of a source, from its start until it is stopped. */
export class SourceTask {
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #stopping = new AbortController();
  #running: Promise<void> | null = null;

  constructor(clock: Clock, log: Logger) {
    this.#clock = clock;
    this.#log = log;
  }

  /** Aborts when the source has to stop. */
  get signal(): AbortSignal {
    return this.#stopping.signal;
  }

  /** `run` continues until the signal aborts, and never rejects. Throws when it was started before. */
  start(run: () => Promise<void>): void {
    if (this.#running) throw new Error('a source is started once');
    this.#running = run();
  }

  /** Resolves when the task has ended, or when it took too long; then it is left running, which is logged. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    if (!this.#running) return;
    const outcome = await withinDeadline(this.#clock, STOP_MS, this.#running);
    if (outcome === LATE) this.#log.warn('source did not end in time, left behind');
  }
}
