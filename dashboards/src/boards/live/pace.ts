import {
  graph,
  lineColours,
  meanBy,
  MODEL,
  prom,
  quantile,
  rateBy,
  stackedGraph,
  STREAM,
  streams,
} from '../../kit/index.js';
import { toGpu, toModel, toPipeline } from './links.js';
import { NOT_SCRAPED, NOT_STREAMING } from '../no-data.js';

export const timesLive = lineColours(
  graph({
    title: 'Latency and inference time, live',
    description:
      'Mean time from the arrival of the packet until the result was ready, and the part of it that the model took, from the runner itself.',
    queries: [streams({ queryType: 'detections', stream: '$stream', series: ['latency', 'inference'] })],
    noData: NOT_STREAMING,
    links: [toModel],
    unit: 'ms',
  }),
  { Latency: 'blue', 'Inference time': 'orange' }
);

export const throughput = lineColours(
  graph({
    title: 'Frames per second',
    description:
      'What the camera sends, what was decoded, what was inferred, and what should be inferred. Decoded below received means that decoding cannot keep up; inferred below target that the model cannot.',
    queries: [
      prom(rateBy('stream', 'framewatch_frames_received_total', STREAM), 'received'),
      prom(rateBy('stream', 'framewatch_frames_decoded_total', STREAM), 'decoded'),
      prom(rateBy('stream', 'framewatch_frames_inferred_total', MODEL), 'inferred'),
      prom(`max(framewatch_stream_target_fps{${STREAM}})`, 'target'),
    ],
    noData: NOT_SCRAPED,
    links: [toPipeline, toGpu],
    unit: 'suffix: fps',
  }),
  { received: 'blue', decoded: 'orange', inferred: 'green', target: 'purple' }
).overrideByName('target', [
  { id: 'custom.lineStyle', value: { fill: 'dash', dash: [8, 6] } },
  { id: 'custom.fillOpacity', value: 0 },
]);

export const drops = stackedGraph({
  title: 'Frames dropped, by reason',
  description:
    '`newer-frame`: the model was busy, so a newer frame took its place. `target-fps`: more frames than the target rate. `inference-error`: the model failed. `damaged`: parts of the picture were lost on the way.',
  queries: [prom(rateBy('reason', 'framewatch_frames_dropped_total', STREAM), '{{reason}}')],
  noData: NOT_SCRAPED,
  links: [toPipeline, toGpu],
  unit: 'suffix: fps',
});

export const latency = lineColours(
  graph({
    title: 'Latency',
    description: 'From the arrival of the packet until the result was ready: half, 95 % and 99 % of the frames.',
    queries: [0.5, 0.95, 0.99].map((q) =>
      prom(quantile(q, 'stream', 'framewatch_frame_latency_seconds', STREAM), `${q * 100} %`)
    ),
    noData: NOT_SCRAPED,
    links: [toModel, toGpu],
    unit: 's',
  }),
  { '50 %': 'green', '95 %': 'orange', '99 %': 'red' }
);

export const stages = stackedGraph({
  title: 'Where the time goes',
  description: 'Mean time of a frame in each stage. `queue` is the wait for the model.',
  queries: [prom(meanBy('stage', 'framewatch_stage_duration_seconds', STREAM), '{{stage}}')],
  noData: NOT_SCRAPED,
  links: [toModel, toGpu],
  unit: 's',
});
