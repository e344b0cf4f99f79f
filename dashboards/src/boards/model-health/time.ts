import {
  graph,
  heat,
  meanBy,
  MODEL,
  prom,
  promBuckets,
  quantile,
  stackedGraph,
  STREAM,
  toLiveOfSeries,
} from '../../kit/index.js';
import { NOT_SCRAPED } from '../no-data.js';
import { buckets, toGpu, toLive } from './shared.js';

export const latencyHeat = heat({
  title: 'Latency of frames',
  description:
    'How long frames took from the arrival of their packet to their result: the darker, the more frames. Two bands are two kinds of frames, or two streams.',
  queries: [promBuckets(buckets('framewatch_frame_latency_seconds', STREAM))],
  noData: NOT_SCRAPED,
  links: [toLive, toGpu],
  unit: 's',
});

export const inferenceHeat = heat({
  title: 'Time in the model',
  description: 'How long the model took for a frame, without the wait for it.',
  queries: [promBuckets(buckets('framewatch_inference_duration_seconds', MODEL))],
  noData: NOT_SCRAPED,
  links: [toGpu],
  unit: 's',
});

export const quantiles = graph({
  title: 'Time in the model, 95 %, by stream',
  description: 'Within this time the model was done with 95 % of the frames of a stream.',
  queries: [
    prom(
      quantile(0.95, 'runner, stream, model', 'framewatch_inference_duration_seconds', MODEL),
      '{{stream}} {{model}} ({{runner}})'
    ),
  ],
  noData: NOT_SCRAPED,
  links: [toLive, toGpu],
  unit: 's',
  dataLinks: [toLiveOfSeries()],
});

export const stages = stackedGraph({
  title: 'Where the time goes',
  description: 'Mean time of a frame in each stage. `queue` is the wait for the model.',
  queries: [prom(meanBy('stage', 'framewatch_stage_duration_seconds', STREAM), '{{stage}}')],
  noData: NOT_SCRAPED,
  links: [toLive, toGpu],
  unit: 's',
});
