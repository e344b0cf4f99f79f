import type { HistogramSample, SummarySample, ValueSample } from '@framewatch/protocol';

/** One series of a metric: the values of its labels, and what was counted. Counting allocates nothing. */
export interface Series<Sample> {
  /** What is counted now; null while there is nothing to say. A copy: what is counted later does not change it. */
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

/** A value of now. There is no series until it was set, nor while it is null. */
export class Gauge implements Series<ValueSample> {
  #value: number | null = null;
  #read: (() => number) | null = null;

  set(value: number | null): void {
    this.#value = value;
  }

  /** From 0 where it was not set. */
  add(change: number): void {
    this.#value = (this.#value ?? 0) + change;
  }

  /** Takes its value from here, whenever somebody wants to know it. */
  readFrom(read: () => number): void {
    this.#read = read;
  }

  sample(labels: string[]): ValueSample | null {
    const value = this.#read ? this.#read() : this.#value;
    return value === null ? null : { labels, value };
  }
}

/** How many values there were, and their sum. A value that is not finite is left out: it would spoil the sum for ever. */
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

/** Counts values into buckets. A value that is not finite is left out: it would spoil the sum for ever. */
export class Histogram implements Series<HistogramSample> {
  readonly #bounds: readonly number[];
  readonly #counts: Float64Array;
  #sum = 0;

  /** `bounds`: upper bounds, ascending; one more bucket takes what is above the last. */
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
