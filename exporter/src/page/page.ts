import type { HistogramSnapshot } from '@framewatch/protocol';
import { Gauge, type MetricObjectWithValues, type MetricValueWithName, Registry } from 'prom-client';
import type { Family } from './family.js';

/** Label names and values of one series. Any text is a fit value; names are the caller's to choose well. */
export type Labels = Readonly<Record<string, string>>;

/** One line of the page; `metricName` where it is not the family's own: `…_bucket`, `…_sum`, `…_count`. */
interface Sample extends MetricValueWithName<string> {
  /** Written after `labels`, and by prom-client only once for all samples that share the object: half of a page's time. */
  sharedLabels: Labels;
}

const NO_LABELS: Labels = {};

/** What prom-client's registry asks for when it writes a page: a metric whose samples were counted elsewhere. */
class SnapshotMetric extends Gauge {
  readonly type: Family['type'];

  constructor(
    family: Family,
    private readonly samples: Sample[],
    registry: Registry
  ) {
    super({ name: family.name, help: family.help, registers: [registry] });
    this.type = family.type;
  }

  override async get(): Promise<MetricObjectWithValues<Sample>> {
    return { ...(await super.get()), values: this.samples };
  }
}

/**
 * The samples of one scrape, written by a prom-client registry of their own: two scrapes at once never mix, and what
 * a runner no longer reports is gone.
 */
export class Page {
  readonly #samples = new Map<Family, Sample[]>();
  readonly #bounds = new Map<number | undefined, { le: number | string }>();

  /** Adds one sample. `shared` is best one object for many samples; `labels` are this sample's own. */
  add(family: Family, value: number, shared: Labels = NO_LABELS, labels: Labels = NO_LABELS): void {
    this.#of(family).push({ value, labels, sharedLabels: shared });
  }

  /** Adds one histogram; `snapshot.counts` are per bucket, as the protocol has them, and become cumulative here. */
  addHistogram(family: Family, snapshot: HistogramSnapshot, shared: Labels = NO_LABELS): void {
    const samples = this.#of(family);
    const metricName = `${family.name}_bucket`;
    let total = 0;
    snapshot.counts.forEach((count, i) => {
      total += count;
      samples.push({ metricName, value: total, labels: this.#bound(snapshot.bounds[i]), sharedLabels: shared });
    });
    const rest = { labels: NO_LABELS, sharedLabels: shared };
    samples.push({ metricName: `${family.name}_sum`, value: snapshot.sum, ...rest });
    samples.push({ metricName: `${family.name}_count`, value: total, ...rest });
  }

  /** Prometheus' text format: families in the order in which they were first added, without those without a sample. */
  async text(): Promise<string> {
    if (this.#samples.size === 0) return '';
    const registry = new Registry();
    for (const [family, samples] of this.#samples) new SnapshotMetric(family, samples, registry);
    return registry.metrics();
  }

  #of(family: Family): Sample[] {
    let samples = this.#samples.get(family);
    if (!samples) this.#samples.set(family, (samples = []));
    return samples;
  }

  #bound(bound: number | undefined): { le: number | string } {
    let label = this.#bounds.get(bound);
    if (!label) this.#bounds.set(bound, (label = { le: bound ?? '+Inf' }));
    return label;
  }
}
