/** Values by their keys, the last so many that were asked for. */
export class LruCache<T> {
  readonly #most: number;
  readonly #values = new Map<string, T>();

  constructor(most: number) {
    this.#most = most;
  }

  /** The value of the key, made where it is not remembered. */
  get(key: string, make: () => T): T {
    const value = this.#values.get(key) ?? make();
    // Asked for last: a Map keeps the order in which its keys came.
    this.#values.delete(key);
    this.#values.set(key, value);
    const [oldest] = this.#values.keys();
    if (this.#values.size > this.#most && oldest !== undefined) this.#values.delete(oldest);
    return value;
  }

  values(): Iterable<T> {
    return this.#values.values();
  }

  clear(): void {
    this.#values.clear();
  }
}
