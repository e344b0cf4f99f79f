import { METRICS } from '@framewatch/inference-runner';
import type { Metric, TelemetrySnapshot } from '@framewatch/protocol';

/** Values of the labels that are not a stream's own name. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  version: ['1.0.0'],
  model: ['movenet-multipose'],
  provider: ['cpu'],
  reason: ['newer-frame', 'target-fps', 'inference-error', 'shutdown'],
  stage: ['decode', 'queue', 'preprocess', 'inference', 'postprocess'],
  class: ['person'],
  sink: ['influxdb'],
};

/** What a runner of this id reports after a day of people walking through `streams` pictures: all that runners count. */
export function busySnapshot(id: string, streams: number): TelemetrySnapshot {
  const values: Readonly<Record<string, readonly string[]>> = {
    ...VALUES,
    stream: Array.from({ length: streams }, (_, i) => `camera-${i + 1}`),
  };
  const metrics = METRICS.map(({ name, type, help, labels, buckets = [] }): Metric => {
    const series = combine(labels.map((label) => values[label] ?? ['x']));
    const base = { name, help, labels: [...labels] };
    switch (type) {
      case 'counter':
      case 'gauge':
        return { ...base, type, samples: series.map((own, i) => ({ labels: own, value: 1_296_000.25 + 737 * i })) };
      case 'summary':
        return { ...base, type, samples: series.map((own) => ({ labels: own, count: 1_296_000, sum: 54_321.987654 })) };
      case 'histogram': {
        const counts = [...buckets, Infinity].map((_, i) => 1000 + 737 * i);
        const samples = series.map((own) => ({ labels: own, counts, sum: 54_321.987654 }));
        return { ...base, type, buckets: [...buckets], samples };
      }
    }
  });
  return { runner: { id, version: '1.0.0' }, metrics };
}

/** Every choice of one value from each list. */
function combine(lists: readonly (readonly string[])[]): string[][] {
  return lists.reduce<string[][]>((all, list) => all.flatMap((one) => list.map((value) => [...one, value])), [[]]);
}
