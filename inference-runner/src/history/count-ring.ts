import { isDeepStrictEqual } from 'node:util';
import { type CountBucket, type CountHistory, CountSum, LruCache, type TodayCounts } from '@framewatch/protocol';

const SECOND_MS = 1000;
/** Number of answers that are cached until there is something new. */
const ANSWERS_KEPT = 8;

/** What was counted of a stream: a ring buffer with one bucket for each second, and the totals of the day. */
export class CountRing {
  /** A second is in the slot `second % count`. What comes later overwrites the slot. */
  readonly #slots: (CountBucket | undefined)[];
  readonly #answers = new LruCache<CountHistory>(ANSWERS_KEPT);
  #newestMs = -Infinity;
  #newest: CountBucket | null = null;
  #today: TodayCounts | null = null;

  constructor(
    private readonly stream: string,
    count: number
  ) {
    this.#slots = new Array<CountBucket | undefined>(count);
  }

  /** `today`: the totals at its end; null where nothing is tracked. */
  add(bucket: CountBucket, today: TodayCounts | null): void {
    this.#today = today;
    const slot = this.#slotOf(bucket.timeMs);
    const there = this.#slots[slot];
    // The same second comes twice when a camera's clock was set back.
    this.#slots[slot] = there?.timeMs === bucket.timeMs ? sumOf(bucket.timeMs, [there, bucket]) : this.#compact(bucket);
    this.#newestMs = Math.max(this.#newestMs, bucket.timeMs);
    this.#answers.clear();
  }

  /**
   * What was counted from `fromMs` (inclusive) to `toMs` (exclusive), milliseconds since 1970, by the rules of the history
   * of detections. The same question returns the same object until something new comes.
   */
  within(fromMs: number, toMs: number, stepMs: number): CountHistory {
    const step = Math.max(1, Math.ceil(stepMs / SECOND_MS)) * SECOND_MS;
    const first = Math.floor(fromMs / SECOND_MS) * SECOND_MS;
    const end = Math.min(Math.ceil(toMs / SECOND_MS) * SECOND_MS, this.#newestMs + SECOND_MS);
    return this.#answers.get(`${step} ${first} ${end}`, () => ({
      stream: this.stream,
      stepMs: step,
      buckets: this.#merged(first, end, step),
      ...(this.#today && { today: this.#today }),
    }));
  }

  /** Seconds in which the same happened, which is nothing most of the time, share it: an hour takes little memory. */
  #compact(bucket: CountBucket): CountBucket {
    const { zones, lines } = this.#newest ?? bucket;
    return (this.#newest = {
      ...bucket,
      zones: isDeepStrictEqual(zones, bucket.zones) ? zones : bucket.zones,
      lines: isDeepStrictEqual(lines, bucket.lines) ? lines : bucket.lines,
    });
  }

  #merged(firstMs: number, endMs: number, stepMs: number): CountBucket[] {
    const groups = new Map<number, CountBucket[]>();
    for (const second of this.#slots) {
      if (!second || second.timeMs < firstMs || second.timeMs >= endMs) continue;
      const startMs = Math.floor(second.timeMs / stepMs) * stepMs;
      const group = groups.get(startMs);
      if (group) group.push(second);
      else groups.set(startMs, [second]);
    }
    return [...groups]
      .sort(([a], [b]) => a - b)
      .flatMap(([startMs, seconds]) => (stepMs === SECOND_MS ? seconds : [sumOf(startMs, seconds)]));
  }

  #slotOf(timeMs: number): number {
    const { length } = this.#slots;
    return (((timeMs / SECOND_MS) % length) + length) % length;
  }
}

function sumOf(timeMs: number, buckets: readonly CountBucket[]): CountBucket {
  const sum = new CountSum(timeMs);
  for (const bucket of buckets) sum.add(bucket);
  return sum.toBucket();
}
