/** What a scheduler asks before it starts on a frame. */
export interface Semaphore {
  /** Calls `run` with a permit, at once where one is free. Returns what gives up waiting. */
  acquire(run: () => void): () => void;
  /** Gives a permit back. */
  release(): void;
}

/**
 * A counting semaphore that serves in the order of asking. The streams that share a model hold one: a stream waits with
 * its next frame still in its slot, so that it gives the latest once it gets a permit.
 */
export class FairSemaphore implements Semaphore {
  #free: number;
  readonly #waiting = new Set<{ run: () => void }>();

  constructor(permits: number) {
    this.#free = permits;
  }

  acquire(run: () => void): () => void {
    if (this.#free > 0) {
      this.#free -= 1;
      run();
      return () => undefined;
    }
    const waiter = { run };
    this.#waiting.add(waiter);
    return () => {
      this.#waiting.delete(waiter);
    };
  }

  /** Gives a permit back: to the one that waits longest, where somebody waits. */
  release(): void {
    const [next] = this.#waiting;
    if (!next) {
      this.#free += 1;
      return;
    }
    this.#waiting.delete(next);
    next.run();
  }
}
