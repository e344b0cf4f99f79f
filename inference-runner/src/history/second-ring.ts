import { BucketSum } from '@framewatch/protocol';

export const SECOND_MS = 1000;

/** A ring buffer of buckets of one second each. */
export class SecondRing {
  /** A second is in the slot `second % count`. A later result overwrites the slot. */
  readonly #slots: (BucketSum | undefined)[];

  constructor(count: number) {
    this.#slots = new Array<BucketSum | undefined>(count);
  }

  /**
   * Returns the bucket that starts at `timeMs`, and creates it where it is missing; `evicted` is the bucket that it
   * replaced.
   */
  take(timeMs: number): { bucket: BucketSum; evicted: BucketSum | null } {
    const slot = this.#slotOf(timeMs);
    const there = this.#slots[slot];
    // The newest result wins the slot even if its time is the older one: a camera's clock may have been set back.
    if (there?.timeMs === timeMs) return { bucket: there, evicted: null };
    const bucket = new BucketSum(timeMs);
    this.#slots[slot] = bucket;
    return { bucket, evicted: there ?? null };
  }

  /** All buckets, in no order. */
  *all(): Generator<BucketSum> {
    for (const bucket of this.#slots) if (bucket) yield bucket;
  }

  /** Returns the sum of the seconds that start from `fromMs` to before `toMs`; null when there are none. */
  merged(timeMs: number, fromMs: number, toMs: number): BucketSum | null {
    const sum = new BucketSum(timeMs);
    // A step of hours has no more seconds than are kept.
    const seconds = (toMs - fromMs) / SECOND_MS > this.#slots.length ? this.all() : this.#each(fromMs, toMs);
    for (const second of seconds) if (second.timeMs >= fromMs && second.timeMs < toMs) sum.add(second);
    return sum.frames === 0 ? null : sum;
  }

  *#each(fromMs: number, toMs: number): Generator<BucketSum> {
    for (let timeMs = fromMs; timeMs < toMs; timeMs += SECOND_MS) {
      const bucket = this.#slots[this.#slotOf(timeMs)];
      if (bucket?.timeMs === timeMs) yield bucket;
    }
  }

  #slotOf(timeMs: number): number {
    const { length } = this.#slots;
    return (((timeMs / SECOND_MS) % length) + length) % length;
  }
}
