import { Gauge, type MetricObjectWithValues, type MetricValue, type Registry } from 'prom-client';
import type { Family } from './family.js';

/** Labels of a sample; an empty value is the same as a label that is not there. */
export type Labels = Readonly<Record<string, string | number>>;

/** One line of the page. prom-client writes `sharedLabels` out once per object, however many samples share it. */
export interface Sample extends MetricValue<string> {
  /** Where it differs from the family's name: `…_bucket`, `…_sum`, `…_count`. */
  metricName?: string;
  labels: Labels;
  sharedLabels: Labels;
}

/**
 * A metric whose samples come from elsewhere instead of being counted here: prom-client's own counters cannot be set
 * and its histograms only observe. The registry asks a metric for its samples through `get()`, so that is what it answers.
 */
export class SnapshotMetric extends Gauge {
  /** What the base class would say is `gauge`. */
  readonly type: Family['type'];

  constructor(
    family: Family,
    private readonly samples: Sample[],
    registry: Registry
  ) {
    super({ name: family.name, help: family.help, registers: [registry] });
    this.type = family.type;
  }

  override async get(): Promise<MetricObjectWithValues<MetricValue<string>>> {
    return { ...(await super.get()), values: this.samples };
  }
}
