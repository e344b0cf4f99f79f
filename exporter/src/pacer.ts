import { setImmediate } from 'node:timers/promises';

/**
 * Lets pieces of work that take long begin one by one, each in a turn of the event loop of its own, so that the timer of
 * a deadline and the connections of others are served in between.
 */
export class Pacer {
  #last: Promise<void> = Promise.resolve();

  /** Resolves when the next piece may begin. */
  next(): Promise<void> {
    this.#last = this.#last.then(() => setImmediate());
    return this.#last;
  }
}
