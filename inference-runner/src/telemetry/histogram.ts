import { CONFIDENCE_BUCKETS, DURATION_BUCKETS, type HistogramSnapshot } from '@framewatch/protocol';

/** Counts values into fixed buckets. Observing allocates nothing. */
export class Histogram {
  readonly #bounds: readonly number[];
  readonly #counts: Float64Array;
  #sum = 0;

  /** `bounds`: upper bounds, ascending; one more bucket takes what is above the last. */
  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.#counts = new Float64Array(bounds.length + 1);
  }

  /** Of durations in seconds. */
  static ofDurations(): Histogram {
    return new Histogram(DURATION_BUCKETS);
  }

  /** Of confidences, 0 to 1. */
  static ofConfidences(): Histogram {
    return new Histogram(CONFIDENCE_BUCKETS);
  }

  /** A value that is not a finite number is left out: one such value would spoil the sum for ever. */
  observe(value: number): void {
    if (!Number.isFinite(value)) return;
    let bucket = 0;
    while (bucket < this.#bounds.length && value > (this.#bounds[bucket] ?? Infinity)) bucket += 1;
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#sum += value;
  }

  snapshot(): HistogramSnapshot {
    return { bounds: [...this.#bounds], counts: [...this.#counts], sum: this.#sum };
  }
}
