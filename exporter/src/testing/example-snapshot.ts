import type { Metric, TelemetrySnapshot } from '@framewatch/protocol';
import type { Report } from '../convert/index.js';

/** What the example names of a metric; everything else follows. */
type Example = readonly [type: 'counter' | 'gauge', name: string, labels: Record<string, string>, value: number];

function metricsOf(examples: readonly Example[]): Metric[] {
  const metrics = new Map<string, Metric & { type: 'counter' | 'gauge' }>();
  for (const [type, name, labels, value] of examples) {
    const metric = metrics.get(name) ?? { name, type, help: `Of ${name}.`, labels: Object.keys(labels), samples: [] };
    metrics.set(name, metric);
    metric.samples.push({ labels: Object.values(labels), value });
  }
  return [...metrics.values()];
}

/** Metrics of streams of these names: one of each type, labels of their own, and one that no board knows. */
export function exampleMetrics(streams: readonly string[] = ['door']): Metric[] {
  const each = (of: (stream: string) => Example[]): Metric[] => metricsOf(streams.flatMap(of));
  return [
    ...metricsOf([
      ['gauge', 'framewatch_build_info', { version: '1.2.3' }, 1],
      ['gauge', 'framewatch_runner_start_time_seconds', {}, 1_763_700_000],
    ]),
    ...each((stream) => [
      ['gauge', 'framewatch_stream_up', { stream }, 1],
      ['counter', 'framewatch_frames_inferred_total', { stream, model: 'movenet' }, 400],
      ['counter', 'framewatch_frames_dropped_total', { stream, reason: 'newer-frame' }, 480],
      ['counter', 'framewatch_frames_dropped_total', { stream, reason: 'shutdown' }, 0],
      ['gauge', 'framewatch_viewers', { stream }, 2],
    ]),
    {
      name: 'framewatch_stage_duration_seconds',
      type: 'summary',
      help: 'Seconds that frames spent in a stage.',
      labels: ['stream', 'stage'],
      samples: streams.map((stream) => ({ labels: [stream, 'decode'], count: 890, sum: 1.75 })),
    },
    {
      name: 'framewatch_frame_latency_seconds',
      type: 'histogram',
      help: 'Seconds until the result was ready.',
      labels: ['stream'],
      buckets: [0.05, 0.1],
      samples: streams.map((stream) => ({ labels: [stream], counts: [300, 90, 10], sum: 12.5 })),
    },
  ];
}

export function exampleSnapshot(id = 'lobby', metrics = exampleMetrics()): TelemetrySnapshot {
  return { runner: { id, version: '1.2.3' }, metrics };
}

/** What a runner's answer comes to, without its series. */
export function exampleReport(id = 'lobby', leftOut: Report['leftOut'] = []): Report {
  return { runner: exampleSnapshot(id).runner, part: new Map(), leftOut };
}
