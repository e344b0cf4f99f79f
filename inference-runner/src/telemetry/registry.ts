import type { HistogramSample, Metric, MetricType, SummarySample, ValueSample } from '@framewatch/protocol';
import type { Declaration } from './declaration.js';
import { Counter, Gauge, Histogram, type Series, Summary } from './series.js';

interface SeriesOf {
  counter: Counter;
  gauge: Gauge;
  summary: Summary;
  histogram: Histogram;
}

type AnySample = ValueSample | SummarySample | HistogramSample;

/** The series of one metric in one scope, by the values of the labels that the scope does not set. */
export class Family<T extends MetricType> {
  readonly #series = new Map<string, { values: readonly string[]; series: SeriesOf[T] }>();

  constructor(private readonly create: () => SeriesOf[T]) {}

  /** Returns the series with this value of the metric's own label, and makes it where it is missing. */
  with(value: string, ...more: string[]): SeriesOf[T] {
    const key = more.length === 0 ? value : JSON.stringify([value, ...more]);
    return this.#get(key, [value, ...more]);
  }

  /** Returns the only series of a metric whose labels are all set by the scope. */
  get only(): SeriesOf[T] {
    return this.#get('', []);
  }

  /** Removes all series. */
  clear(): void {
    this.#series.clear();
  }

  entries(): Iterable<{ values: readonly string[]; series: SeriesOf[T] }> {
    return this.#series.values();
  }

  #get(key: string, values: readonly string[]): SeriesOf[T] {
    let known = this.#series.get(key);
    if (!known) this.#series.set(key, (known = { values, series: this.create() }));
    return known.series;
  }
}

/**
 * The metrics of one stream, model or sink, whose labels are on every series. Its series are removed with it, so that a
 * removed stream is not reported.
 */
export class MetricScope {
  readonly #registry: Registry;
  readonly #labels: Readonly<Record<string, string>>;
  readonly #families = new Map<Declaration, Family<MetricType>>();

  constructor(registry: Registry, labels: Readonly<Record<string, string>>) {
    this.#registry = registry;
    this.#labels = labels;
  }

  counter(declaration: Declaration<'counter'>): Counter {
    return this.counters(declaration).only;
  }

  gauge(declaration: Declaration<'gauge'>): Gauge {
    return this.gauges(declaration).only;
  }

  histogram(declaration: Declaration<'histogram'>): Histogram {
    return this.histograms(declaration).only;
  }

  /** By the labels that the scope does not have. */
  counters(declaration: Declaration<'counter'>): Family<'counter'> {
    return this.#family(declaration, () => new Counter());
  }

  gauges(declaration: Declaration<'gauge'>): Family<'gauge'> {
    return this.#family(declaration, () => new Gauge());
  }

  summaries(declaration: Declaration<'summary'>): Family<'summary'> {
    return this.#family(declaration, () => new Summary());
  }

  histograms(declaration: Declaration<'histogram'>): Family<'histogram'> {
    return this.#family(declaration, () => new Histogram(declaration.buckets ?? []));
  }

  /** Removes its series from the registry. */
  close(): void {
    this.#registry.remove(this);
  }

  samplesOf(declaration: Declaration): AnySample[] {
    const samples: AnySample[] = [];
    for (const { values, series } of this.#families.get(declaration)?.entries() ?? []) {
      const sample = (series as Series<AnySample>).sample(this.#labelsOf(declaration, values));
      if (sample) samples.push(sample);
    }
    return samples;
  }

  get declarations(): Iterable<Declaration> {
    return this.#families.keys();
  }

  #family<T extends MetricType>(declaration: Declaration<T>, create: () => SeriesOf[T]): Family<T> {
    const known = this.#families.get(declaration);
    if (known) return known as unknown as Family<T>;
    const family = new Family<T>(create);
    this.#families.set(declaration, family);
    return family;
  }

  /** The values of a metric's labels in their order: the scope's own, and those that a series has beside. */
  #labelsOf({ labels }: Declaration, values: readonly string[]): string[] {
    let next = 0;
    return labels.map((label) => this.#labels[label] ?? values[next++] ?? '');
  }
}

/** All metrics of a runner. */
export class Registry {
  readonly #scopes = new Set<MetricScope>();

  /** `labels`: on every series of the scope whose metric has them. */
  scope(labels: Readonly<Record<string, string>> = {}): MetricScope {
    const scope = new MetricScope(this, labels);
    this.#scopes.add(scope);
    return scope;
  }

  remove(scope: MetricScope): void {
    this.#scopes.delete(scope);
  }

  /** Each metric once, with the series of all scopes; those without a series are left out. */
  snapshot(): Metric[] {
    const metrics = new Map<Declaration, AnySample[]>();
    for (const scope of this.#scopes) {
      for (const declaration of scope.declarations) {
        const samples = metrics.get(declaration) ?? [];
        samples.push(...scope.samplesOf(declaration));
        metrics.set(declaration, samples);
      }
    }
    return [...metrics].flatMap(([{ type, name, help, labels, buckets }, samples]) =>
      samples.length === 0
        ? []
        : [{ type, name, help, labels: [...labels], ...(buckets && { buckets: [...buckets] }), samples } as Metric]
    );
  }
}
