import type { Semaphore } from './fair-semaphore.js';

/**
 * A permit of each of several semaphores, for a frame that several models are run on. They are taken one after another:
 * whoever shares two of them has to give them in the same order, or two would wait for each other.
 */
export class JointSemaphore implements Semaphore {
  readonly #parts: readonly Semaphore[];

  constructor(parts: readonly Semaphore[]) {
    this.#parts = parts;
  }

  acquire(run: () => void): () => void {
    let giveUp: () => void = () => undefined;
    let held = 0;
    let over = false;
    const next = (): void => {
      const part = this.#parts[held];
      if (!part) {
        run();
        return;
      }
      const index = held;
      const stopWaiting = part.acquire(() => {
        held += 1;
        next();
      });
      if (held === index) giveUp = stopWaiting;
    };
    next();
    return () => {
      if (over || held === this.#parts.length) return;
      over = true;
      giveUp();
      for (const part of this.#parts.slice(0, held)) part.release();
    };
  }

  release(): void {
    for (const part of this.#parts) part.release();
  }
}
