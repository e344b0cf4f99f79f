import { earlierSnapshot } from './index.js';

const value = (name: string, labels: string[], ...samples: [string[], number][]) => ({
  name,
  type: 'counter' as const,
  help: '',
  labels,
  samples: samples.map(([own, count]) => ({ labels: own, value: count })),
});

it('a snapshot for exporters of an earlier version has streams, models and sinks as they read them', () => {
  const histogram = {
    type: 'histogram' as const,
    help: '',
    labels: ['stream', 'model'],
    buckets: [0.1, 1],
    samples: [{ labels: ['lobby', 'pose'], counts: [1, 0, 2], sum: 4 }],
  };
  const snapshot = earlierSnapshot({
    runner: { id: 'edge', version: '0.1.0' },
    metrics: [
      value('framewatch_runner_start_time_seconds', [], [[], 1.5]),
      value('framewatch_execution_provider_info', ['model', 'provider'], [['pose', 'cpu'], 1]),
      value('framewatch_model_up', ['model'], [['pose'], 0]),
      value('framewatch_stream_up', ['stream'], [['lobby'], 1]),
      value('framewatch_frames_inferred_total', ['stream', 'model'], [['lobby', 'pose'], 3]),
      value('framewatch_frames_dropped_total', ['stream', 'reason'], [['lobby', 'shutdown'], 2], [['dock', 'x'], 9]),
      { ...histogram, name: 'framewatch_inference_duration_seconds' },
      {
        ...{ name: 'framewatch_stage_duration_seconds', type: 'summary', help: '', labels: ['stream', 'stage'] },
        samples: [{ labels: ['lobby', 'decode'], count: 3, sum: 0.5 }],
      },
    ] as Parameters<typeof earlierSnapshot>[0]['metrics'],
  });
  expect(snapshot).toMatchObject({
    runner: { id: 'edge', version: '0.1.0', startTimeUs: 1_500_000 },
    models: [{ model: 'pose', provider: 'cpu', up: false }],
    sinks: [],
    streams: [
      {
        stream: 'lobby',
        model: 'pose',
        state: 'streaming',
        targetFps: null,
        lastFrameTimeUs: null,
        framesInferred: 3,
        framesDropped: { shutdown: 2 },
        inferenceDuration: { bounds: [0.1, 1], counts: [1, 0, 2], sum: 4 },
        stageDuration: { decode: { bounds: [], counts: [3], sum: 0.5 } },
        objects: {},
      },
    ],
  });
});
