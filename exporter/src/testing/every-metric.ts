import type { Metric } from '@framewatch/protocol';
import { METRICS } from '../../../inference-runner/src/metrics.js';
import { type Declaration, exampleMetric } from '../../../inference-runner/src/telemetry/index.js';

/** Values that the labels of a runner with one model and one sink have. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  version: ['1.2.3'],
  model: ['movenet'],
  provider: ['cpu'],
  reason: ['newer-frame', 'shutdown'],
  stage: ['decode', 'inference'],
  class: ['person'],
  sink: ['influxdb'],
  zone: ['queue'],
  line: ['gate'],
  direction: ['in', 'out'],
  type: ['crowd'],
  signal: ['confidence'],
};

/** What boards have a place for, and no runner reports yet. */
const PLANNED: readonly Declaration[] = [
  { type: 'gauge', name: 'framewatch_zone_objects', labels: ['stream', 'zone', 'class'], help: 'Planned.' },
  {
    type: 'counter',
    name: 'framewatch_line_crossings_total',
    labels: ['stream', 'line', 'direction', 'class'],
    help: 'Planned.',
  },
  { type: 'counter', name: 'framewatch_anomalies_total', labels: ['stream', 'type'], help: 'Planned.' },
  { type: 'gauge', name: 'framewatch_model_drift_score', labels: ['stream', 'model', 'signal'], help: 'Planned.' },
];

/** Everything that runners report of these streams, and what they are to report: for those who read the whole page. */
export function everyMetric(streams: readonly string[]): Metric[] {
  const values: Readonly<Record<string, readonly string[]>> = { ...VALUES, stream: streams };
  return [...METRICS, ...PLANNED].map((metric) => {
    const value = metric.type === 'counter' ? 400 : valueOf(metric.name);
    return exampleMetric(metric, (label) => values[label] ?? [], {
      value: () => value,
      count: 400,
      sum: metric.type === 'summary' ? 1.75 : 1.7,
      bucket: (i) => (i < 3 ? 100 : 0),
    });
  });
}

function valueOf(name: string): number {
  if (name.endsWith('time_seconds') || name.endsWith('timestamp_seconds')) return 1_763_700_000.25;
  return name === 'framewatch_stream_ended' ? 0 : 1;
}
