import { BucketSum, DetectionHistory, FrameResult } from '@framewatch/protocol';

/** One point in time: a bucket that began then, or a gap in which nothing was inferred. */
export interface SeriesRow {
  timeMs: number;
  bucket: BucketSum | null;
  /** Seconds that the bucket covers so far. */
  seconds: number;
}

/** A bucket that covers less than this is not shown yet: its rates would be noise. */
const SHORTEST_MS = 1_000;

/**
 * A stream's detections over time: the runner's history and live results, in buckets of the same step. The two overlap,
 * and neither tells which frames it counted, so each bucket is taken from the one with more frames. Never holds more
 * than `maxBuckets` of either.
 */
export class DetectionSeries {
  private readonly history = new Map<number, BucketSum>();
  private readonly live = new Map<number, BucketSum>();
  /** Time of the newest data in history or live results. */
  private newestMs = 0;

  constructor(
    readonly stepMs: number,
    private readonly maxBuckets: number
  ) {}

  /**
   * Adds the runner's history. Keeps earlier history that the runner has lost by a restart.
   * `askedMs` is when it was asked, milliseconds since 1970.
   */
  addHistory({ buckets, stepMs }: DetectionHistory, askedMs: number): void {
    const told = new Map<number, BucketSum>();
    for (const bucket of buckets) {
      this.bucketAt(told, bucket.timeMs).addBucket(bucket);
      this.newestMs = Math.max(this.newestMs, Math.min(askedMs, bucket.timeMs + stepMs));
    }
    this.remember(told);
  }

  /** Copies a range of another series of the same stream, if its steps fit into those of this one. */
  addSeen(other: DetectionSeries, fromMs: number, toMs: number): void {
    if (this.stepMs % other.stepMs !== 0) {
      return;
    }
    const seen = new Map<number, BucketSum>();
    for (const timeMs of other.times()) {
      const bucket = other.fuller(timeMs);
      if (bucket && timeMs >= this.startOf(fromMs) && timeMs < toMs) {
        this.bucketAt(seen, timeMs).add(bucket);
      }
    }
    this.newestMs = Math.max(this.newestMs, Math.min(toMs, other.newestMs));
    this.remember(seen);
  }

  /** Returns whether a row that is shown has changed. */
  addResult(result: FrameResult): boolean {
    const timeMs = result.captureTimeUs / 1000;
    const first = !this.live.has(this.startOf(timeMs));
    this.bucketAt(this.live, timeMs).addResult(result);
    this.newestMs = Math.max(this.newestMs, timeMs);
    return first || timeMs - this.startOf(timeMs) >= SHORTEST_MS;
  }

  /** Those of `fromMs` and later, oldest first. */
  rows(fromMs: number): SeriesRow[] {
    const times = this.times().filter((timeMs) => timeMs >= this.startOf(fromMs));
    const rows: SeriesRow[] = [];
    for (const timeMs of times.slice(-this.maxBuckets)) {
      const previous = rows.at(-1);
      const elapsedMs = Math.min(this.stepMs, this.newestMs - timeMs);
      if (elapsedMs < Math.min(SHORTEST_MS, this.stepMs)) {
        continue;
      }
      if (previous && timeMs - previous.timeMs > this.stepMs) {
        rows.push({ timeMs: previous.timeMs + this.stepMs, bucket: null, seconds: this.stepMs / 1000 });
      }
      rows.push({ timeMs, bucket: this.fuller(timeMs), seconds: elapsedMs / 1000 });
    }
    return rows;
  }

  private remember(told: ReadonlyMap<number, BucketSum>): void {
    for (const [timeMs, bucket] of told) {
      if (bucket.frames >= (this.history.get(timeMs)?.frames ?? 0)) {
        this.history.set(timeMs, bucket);
      }
    }
    this.forget(this.history);
  }

  /** Starts of all buckets, oldest first. */
  private times(): number[] {
    return [...new Set([...this.history.keys(), ...this.live.keys()])].sort((a, b) => a - b);
  }

  private fuller(timeMs: number): BucketSum | null {
    const history = this.history.get(timeMs) ?? null;
    const live = this.live.get(timeMs) ?? null;
    return (live?.frames ?? 0) >= (history?.frames ?? 0) ? live : history;
  }

  private startOf(timeMs: number): number {
    return Math.floor(timeMs / this.stepMs) * this.stepMs;
  }

  private bucketAt(buckets: Map<number, BucketSum>, timeMs: number): BucketSum {
    const start = this.startOf(timeMs);
    const existing = buckets.get(start);
    if (existing) {
      return existing;
    }
    const bucket = new BucketSum(start);
    buckets.set(start, bucket);
    this.forget(buckets);
    return bucket;
  }

  /** Drops the oldest buckets beyond the limit. */
  private forget(buckets: Map<number, BucketSum>): void {
    const surplus = buckets.size - this.maxBuckets;
    if (surplus > 0) {
      const oldest = [...buckets.keys()].sort((a, b) => a - b).slice(0, surplus);
      oldest.forEach((timeMs) => buckets.delete(timeMs));
    }
  }
}
