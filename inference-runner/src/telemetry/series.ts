import type { HistogramSample, SummarySample, ValueSample } from '@framewatch/protocol';

/** One series of a metric: the values of its labels, and what was counted. Counting allocates nothing. */
export interface Series<Sample> {
  /** Returns a copy of the current value; null when there is none. */
  sample(labels: string[]): Sample | null;
}

/** Only grows. */
export class Counter implements Series<ValueSample> {
  #value = 0;

  add(count = 1): void {
    this.#value += count;
  }

  sample(labels: string[]): ValueSample {
    return { labels, value: this.#value };
  }
}

/** A current value. There is no series before it is set, nor while it is null. */
export class Gauge implements Series<ValueSample> {
  #value: number | null = null;
  #read: (() => number) | null = null;

  set(value: number | null): void {
    this.#value = value;
  }

  /** Adds to the value; one that was not set counts as 0. */
  add(change: number): void {
    this.#value = (this.#value ?? 0) + change;
  }

  /** Reads its value from this function at every snapshot. */
  readFrom(read: () => number): void {
    this.#read = read;
  }

  sample(labels: string[]): ValueSample | null {
    const value = this.#read ? this.#read() : this.#value;
    return value === null ? null : { labels, value };
  }
}

/** Number of values and their sum. Ignores values that are not finite: they would make the sum useless for ever. */
export class Summary implements Series<SummarySample> {
  #count = 0;
  #sum = 0;

  observe(value: number): void {
    if (!Number.isFinite(value)) return;
    this.#count += 1;
    this.#sum += value;
  }

  sample(labels: string[]): SummarySample {
    return { labels, count: this.#count, sum: this.#sum };
  }
}

/** Counts values in buckets. Ignores values that are not finite: they would make the sum useless for ever. */
export class Histogram implements Series<HistogramSample> {
  readonly #bounds: readonly number[];
  readonly #counts: Float64Array;
  #sum = 0;

  /** `bounds`: upper bounds, ascending. One more bucket counts the values above the last. */
  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.#counts = new Float64Array(bounds.length + 1);
  }

  observe(value: number): void {
    if (!Number.isFinite(value)) return;
    let bucket = 0;
    while (bucket < this.#bounds.length && value > (this.#bounds[bucket] ?? Infinity)) bucket += 1;
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#sum += value;
  }

  sample(labels: string[]): HistogramSample {
    return { labels, counts: [...this.#counts], sum: this.#sum };
  }
}
