import type { Metric } from '@framewatch/protocol';

/** The values of a metric's series by their labels, `a=1,b=2`; of a histogram or a summary how many values there were. */
export function seriesOf(metrics: readonly Metric[], name: string): Record<string, number> {
  const metric = metrics.find((one) => one.name === name);
  if (!metric) return {};
  const keyOf = (labels: string[]) => metric.labels.map((label, i) => `${label}=${labels[i]}`).join();
  const valueOf = (sample: Metric['samples'][number]) => {
    if ('value' in sample) return sample.value;
    return 'count' in sample ? sample.count : sample.counts.reduce((total, count) => total + count, 0);
  };
  return Object.fromEntries(metric.samples.map((sample) => [keyOf(sample.labels), valueOf(sample)]));
}

/** The value of the only series of a metric, or of that with these labels; undefined where there is none. */
export function valueOf(metrics: readonly Metric[], name: string, labels?: string): number | undefined {
  const series = seriesOf(metrics, name);
  return labels === undefined ? Object.values(series)[0] : series[labels];
}
