import type { Metric } from '@framewatch/protocol';
import type { Declaration } from './declaration.js';

/** What each series of an example says; `series` counts them from 0. */
export interface ExampleValues {
  value: (series: number) => number;
  count: number;
  sum: number;
  /** Of one bucket of a histogram, counted from 0. */
  bucket: (index: number) => number;
}

/** Returns the metric with a series for every choice of these values of its labels, as a runner would report it. */
export function exampleMetric(
  { name, type, help, labels, buckets = [] }: Declaration,
  valuesOf: (label: string) => readonly string[],
  { value, count, sum, bucket }: ExampleValues
): Metric {
  const series = labels.reduce<string[][]>(
    (all, label) => all.flatMap((one) => valuesOf(label).map((each) => [...one, each])),
    [[]]
  );
  const base = { name, help, labels: [...labels] };
  switch (type) {
    case 'counter':
    case 'gauge':
      return { ...base, type, samples: series.map((own, i) => ({ labels: own, value: value(i) })) };
    case 'summary':
      return { ...base, type, samples: series.map((own) => ({ labels: own, count, sum })) };
    case 'histogram': {
      const counts = [...buckets, Infinity].map((_, i) => bucket(i));
      return { ...base, type, buckets: [...buckets], samples: series.map((own) => ({ labels: own, counts, sum })) };
    }
  }
}
