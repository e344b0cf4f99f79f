import type { Metric } from '@framewatch/protocol';
import { type Page, printLabels } from '../page/index.js';

/** Adds the series of a runner's metric to the page, with the runner's id as a label of each. */
export function addMetric(page: Page, metric: Metric, runner: string): void {
  const { name } = metric;
  const labelsOf = ({ labels }: { labels: string[] }): string =>
    printLabels([['runner', runner], ...metric.labels.map((label, i) => [label, labels[i] ?? ''] as const)]);
  switch (metric.type) {
    case 'counter':
    case 'gauge':
      for (const sample of metric.samples) page.line(metric, name, labelsOf(sample), sample.value);
      return;
    case 'summary':
      for (const sample of metric.samples) {
        const labels = labelsOf(sample);
        page.line(metric, `${name}_sum`, labels, sample.sum);
        page.line(metric, `${name}_count`, labels, sample.count);
      }
      return;
    case 'histogram': {
      const bounds = [...metric.buckets.map(String), '+Inf'].map((bound) => `le="${bound}"`);
      for (const sample of metric.samples) {
        const labels = labelsOf(sample);
        let total = 0;
        sample.counts.forEach((count, i) => {
          total += count;
          page.line(metric, `${name}_bucket`, `${labels},${bounds[i] ?? ''}`, total);
        });
        page.line(metric, `${name}_sum`, labels, sample.sum);
        page.line(metric, `${name}_count`, labels, total);
      }
    }
  }
}

/** Returns the number of series of a metric. */
export function seriesOf(metric: Metric): number {
  if (metric.type === 'histogram') return metric.samples.length * (metric.buckets.length + 3);
  return metric.samples.length * (metric.type === 'summary' ? 2 : 1);
}
