/** A cache of values by key, bounded in size: evicts the value that was used least recently. */
export class LruCache<T> {
  readonly #most: number;
  readonly #values = new Map<string, T>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Returns the value of the key, and makes it where it is missing. */
  get(key: string, make: () => T): T {
    const value = this.#values.get(key) ?? make();
    this.set(key, value);
    return value;
  }

  set(key: string, value: T): void {
    // Makes it the most recent one: a Map keeps the order in which its keys were inserted.
    this.#values.delete(key);
    this.#values.set(key, value);
    const [oldest] = this.#values.keys();
    if (this.#values.size > this.#most && oldest !== undefined) this.#values.delete(oldest);
  }

  /** The values, the least recently used first. */
  values(): Iterable<T> {
    return this.#values.values();
  }

  clear(): void {
    this.#values.clear();
  }
}
