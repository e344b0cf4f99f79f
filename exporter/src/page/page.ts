import type { HistogramSnapshot } from '@framewatch/protocol';
import { Registry } from 'prom-client';
import type { Family } from './family.js';
import { type Labels, type Sample, SnapshotMetric } from './snapshot-metric.js';

const NO_LABELS: Labels = {};
const INFINITY: Labels = { le: '+Inf' };

/** The samples of one scrape. Belongs to that scrape alone, so that two at once never mix. */
export class Page {
  readonly #samples = new Map<Family, Sample[]>();
  readonly #bounds = new Map<number, Labels>();

  /** Adds one sample. `shared` is best one object for many samples; `labels` are this sample's own. */
  add(family: Family, value: number, shared: Labels, labels: Labels = NO_LABELS): void {
    this.#of(family).push({ value, labels, sharedLabels: shared });
  }

  /** Adds one histogram; `snapshot.counts` are per bucket, as the protocol has them, and become cumulative here. */
  addHistogram(family: Family, snapshot: HistogramSnapshot, shared: Labels): void {
    const samples = this.#of(family);
    const bucket = `${family.name}_bucket`;
    let total = 0;
    snapshot.counts.forEach((count, i) => {
      total += count;
      const bound = snapshot.bounds[i];
      const labels = bound === undefined ? INFINITY : this.#bound(bound);
      samples.push({ metricName: bucket, value: total, labels, sharedLabels: shared });
    });
    samples.push({ metricName: `${family.name}_sum`, value: snapshot.sum, labels: NO_LABELS, sharedLabels: shared });
    samples.push({ metricName: `${family.name}_count`, value: total, labels: NO_LABELS, sharedLabels: shared });
  }

  /** The samples in Prometheus' text format, families in the order in which they were first added. */
  render(): Promise<string> {
    const registry = new Registry();
    for (const [family, samples] of this.#samples) new SnapshotMetric(family, samples, registry);
    return registry.metrics();
  }

  #of(family: Family): Sample[] {
    const known = this.#samples.get(family);
    if (known) return known;
    const samples: Sample[] = [];
    this.#samples.set(family, samples);
    return samples;
  }

  #bound(bound: number): Labels {
    const known = this.#bounds.get(bound);
    if (known) return known;
    const labels = { le: bound };
    this.#bounds.set(bound, labels);
    return labels;
  }
}
