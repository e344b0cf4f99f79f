import { exampleMetric, METRICS } from '@framewatch/inference-runner';
import type { TelemetrySnapshot } from '@framewatch/protocol';

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
  const metrics = METRICS.map((metric) =>
    exampleMetric(metric, (label) => values[label] ?? ['x'], {
      value: (i) => 1_296_000.25 + 737 * i,
      count: 1_296_000,
      sum: 54_321.987654,
      bucket: (i) => 1000 + 737 * i,
    })
  );
  return { runner: { id, version: '1.0.0' }, metrics };
}
