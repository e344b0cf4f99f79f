/** Counts by a bounded name: a class, a reason. */
export class Counters {
  readonly #counts = new Map<string, number>();

  add(name: string, count = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + count);
  }

  snapshot(): Record<string, number> {
    return Object.fromEntries(this.#counts);
  }
}
