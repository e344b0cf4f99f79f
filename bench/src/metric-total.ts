import type { Metric } from '@framewatch/protocol';

/** Of all series of a metric: their values, or the sums of what they observed. 0 for a metric that there is not. */
export function totalOf(metrics: readonly Metric[], name: string): number {
  const metric = metrics.find((each) => each.name === name);
  const samples: readonly ({ value: number } | { sum: number })[] = metric?.samples ?? [];
  return samples.reduce((total, sample) => total + ('value' in sample ? sample.value : sample.sum), 0);
}
