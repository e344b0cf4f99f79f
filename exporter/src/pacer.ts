import { setImmediate } from 'node:timers/promises';

/**
 * Starts long pieces of work one by one, each in its own turn of the event loop, so that timers and other connections
 * are served in between.
 */
export class Pacer {
  #last: Promise<void> = Promise.resolve();

  /** Resolves when the next piece may begin. */
  next(): Promise<void> {
    this.#last = this.#last.then(() => setImmediate());
    return this.#last;
  }
}
