/** What keeps a model busy: one frame in it, one ready, one being scaled. More would only wait, and grow old. */
const AT_ONCE = 3;

/**
 * Whose turn it is to use a model that several streams share: first come, first served. A stream asks with its next
 * frame still in its slot, so that by its turn it gives the latest.
 */
export class Turns {
  #free: number;
  readonly #waiting = new Set<{ go: () => void }>();

  constructor(atOnce = AT_ONCE) {
    this.#free = atOnce;
  }

  /** Calls `go` when it is the caller's turn, at once where nobody waits. Returns what takes the wish back. */
  ask(go: () => void): () => void {
    if (this.#free > 0) {
      this.#free -= 1;
      go();
      return () => undefined;
    }
    const wish = { go };
    this.#waiting.add(wish);
    return () => {
      this.#waiting.delete(wish);
    };
  }

  /** A turn is over. */
  end(): void {
    const [next] = this.#waiting;
    if (!next) {
      this.#free += 1;
      return;
    }
    this.#waiting.delete(next);
    next.go();
  }
}
