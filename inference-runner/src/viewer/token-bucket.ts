/** Lets `burst` units through at once and `perSecond` in the long run. */
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

  /** False when `cost` units are not to be had now; nothing is taken then. */
  take(cost: number, nowMs: number): boolean {
    this.#level = Math.min(this.#burst, this.#level + ((nowMs - this.#atMs) / 1000) * this.#perSecond);
    this.#atMs = nowMs;
    if (this.#level < cost) return false;
    this.#level -= cost;
    return true;
  }
}
