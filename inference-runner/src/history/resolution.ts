import { BucketSum, type DetectionBucket, type FrameResult } from '@framewatch/protocol';
import type { SecondRing } from './second-ring.js';

interface Prepared {
  sum: BucketSum;
  /** The bucket in the form of the answer; null when `sum` has changed since it was made. */
  answer: DetectionBucket | null;
  /** True once one of its seconds was evicted. */
  stale: boolean;
}

/** The buckets of one step, updated with every result, so that an answer only selects from them. */
export class Resolution {
  readonly #stepMs: number;
  readonly #seconds: SecondRing;
  readonly #buckets = new Map<number, Prepared>();

  constructor(stepMs: number, seconds: SecondRing) {
    this.#stepMs = stepMs;
    this.#seconds = seconds;
    for (const second of seconds.all()) this.#at(second.timeMs).sum.add(second);
  }

  /** `timeMs`: the second of the result. */
  add(timeMs: number, result: FrameResult): void {
    const prepared = this.#at(timeMs);
    prepared.answer = null;
    prepared.sum.addResult(result);
  }

  /** Removes a second that was evicted. */
  forget(timeMs: number): void {
    const prepared = this.#buckets.get(this.#startOf(timeMs));
    if (prepared) prepared.stale = true;
  }

  /**
   * What the seconds from `fromMs` to before `toMs` make, oldest first. The same bucket is the same object as long as
   * nothing is added to it. `newestMs`: no second that is kept is later.
   */
  within(fromMs: number, toMs: number, newestMs: number): DetectionBucket[] {
    const buckets: DetectionBucket[] = [];
    for (const [startMs, prepared] of this.#buckets) {
      const endMs = startMs + this.#stepMs;
      if (endMs <= fromMs || startMs >= toMs) continue;
      const whole = startMs >= fromMs && (endMs <= toMs || newestMs < toMs);
      const bucket = whole ? this.#answer(startMs, prepared) : this.#part(startMs, fromMs, toMs);
      if (bucket) buckets.push(bucket);
    }
    return buckets.sort((a, b) => a.timeMs - b.timeMs);
  }

  #answer(startMs: number, prepared: Prepared): DetectionBucket | null {
    if (prepared.stale) {
      const sum = this.#seconds.merged(startMs, startMs, startMs + this.#stepMs);
      if (sum === null) {
        this.#buckets.delete(startMs);
        return null;
      }
      Object.assign(prepared, { sum, answer: null, stale: false });
    }
    return (prepared.answer ??= prepared.sum.toBucket());
  }

  #part(startMs: number, fromMs: number, toMs: number): DetectionBucket | null {
    const endMs = startMs + this.#stepMs;
    const sum = this.#seconds.merged(startMs, Math.max(startMs, fromMs), Math.min(endMs, toMs));
    return sum?.toBucket() ?? null;
  }

  #at(timeMs: number): Prepared {
    const startMs = this.#startOf(timeMs);
    let prepared = this.#buckets.get(startMs);
    if (!prepared) this.#buckets.set(startMs, (prepared = { sum: new BucketSum(startMs), answer: null, stale: false }));
    return prepared;
  }

  #startOf(timeMs: number): number {
    return Math.floor(timeMs / this.#stepMs) * this.#stepMs;
  }
}
