/** Calls many listeners. Reports one that throws and goes on with the others. */
export class Listeners<T> {
  readonly #all: Set<T>;

  constructor(
    private readonly report: (error: unknown) => void,
    from: readonly T[] = []
  ) {
    this.#all = new Set(from);
  }

  get size(): number {
    return this.#all.size;
  }

  /** Returns a function that removes it. */
  add(listener: T): () => void {
    this.#all.add(listener);
    return () => {
      this.#all.delete(listener);
    };
  }

  tell(what: (listener: T) => void): void {
    for (const listener of this.#all) {
      try {
        what(listener);
      } catch (error) {
        this.report(error);
      }
    }
  }
}
