/** A token bucket: `burst` units at once, and `perSecond` in the long run. */
export class TokenBucket {
  readonly #burst: number;
  readonly #perSecond: number;
  #level: number;
  #atMs: number;

  constructor(burst: number, perSecond: number, nowMs: number) {
    this.#burst = burst;
    this.#perSecond = perSecond;
    this.#level = burst;
    this.#atMs = nowMs;
  }

  /** Takes `cost` units. Returns false, and takes none, when there are not enough. */
  take(cost: number, nowMs: number): boolean {
    this.#level = Math.min(this.#burst, this.#level + ((nowMs - this.#atMs) / 1000) * this.#perSecond);
    this.#atMs = nowMs;
    if (this.#level < cost) return false;
    this.#level -= cost;
    return true;
  }
}
