import {
  figure,
  highIsBad,
  lowIsBad,
  MODEL,
  pluginPanel,
  prom,
  promNow,
  quantile,
  rateBy,
  STREAM,
  streams,
  streamState,
  upDownOrEnded,
} from '../../kit/index.js';
import { toFleet, toModel, toPipeline, toSources } from './links.js';

const INFERENCE_OPTIONS = {
  stream: '',
  sync: 'exact',
  transport: 'auto',
  fit: 'contain',
  boxes: true,
  labels: true,
  confidence: true,
  skeletons: true,
  trackIds: false,
  minConfidence: 0.3,
  classes: [],
  lineWidth: 2,
  hud: true,
};

export const video = pluginPanel('framewatch-inference-panel', INFERENCE_OPTIONS, {
  title: 'Live: $stream',
  description:
    'The camera now, with what the model sees in it drawn on the very picture that it belongs to. Live only: a time range that ends in the past shows no video.',
  queries: [streams({ queryType: 'detections', stream: '$stream' })],
  noData: 'No stream: choose one above',
  links: [toModel, toSources],
});

export const up = figure({
  title: 'Stream',
  description: 'Whether frames come from the source, or a file was played to its end.',
  queries: [prom(streamState('stream'), 'stream')],
  noData: 'Unknown',
  links: [toFleet, toSources],
  unit: 'none',
})
  .mappings(upDownOrEnded())
  .thresholds(lowIsBad(0.5, 1));

export const age = figure({
  title: 'Newest frame',
  description: 'How long ago the newest frame came. It grows while the camera is silent.',
  queries: [prom(`time() - max(framewatch_stream_last_frame_timestamp_seconds{${STREAM}})`, 'age')],
  noData: 'None yet',
  links: [toFleet, toSources],
  unit: 's',
})
  .decimals(0)
  .thresholds(highIsBad(20, 60));

export const objectsNow = figure({
  title: 'Objects now',
  description: 'Objects of all classes in the newest result. Absent while the stream is down.',
  queries: [prom(`sum(framewatch_objects{${STREAM}})`, 'objects')],
  noData: 'Stream down',
  links: [toModel],
  unit: 'short',
});

export const rate = figure({
  title: 'Inferred',
  description: 'Frames per second that the model was run on, with a result.',
  queries: [prom(rateBy('stream', 'framewatch_frames_inferred_total', MODEL), 'inferred')],
  noData: 'No results',
  links: [toModel],
  unit: 'suffix: fps',
}).decimals(1);

export const latencyNow = figure({
  title: 'Latency, 95 %',
  description:
    'Within this time 95 % of the frames had their result, counted from the arrival of the packet. The objective is 250 ms for 99 %.',
  queries: [prom(quantile(0.95, 'stream', 'framewatch_frame_latency_seconds', STREAM), '95 %')],
  noData: 'No results',
  links: [toModel],
  unit: 's',
}).thresholds(highIsBad(0.15, 0.25));

export const dropped = figure({
  title: 'Dropped',
  description:
    'Share of the decoded frames that were not inferred, because a newer one came or the target rate is lower than the camera’s.',
  queries: [
    prom(
      `${rateBy('stream', 'framewatch_frames_dropped_total', STREAM)} / ${rateBy('stream', 'framewatch_frames_decoded_total', STREAM)}`,
      'dropped'
    ),
  ],
  noData: 'No frames',
  links: [toPipeline],
  unit: 'percentunit',
}).decimals(0);

export const reconnects = figure({
  title: 'Reconnects',
  description: 'How often the source was opened again, over the time range of the dashboard.',
  queries: [promNow(`sum(increase(framewatch_stream_reconnects_total{${STREAM}}[$__range]))`, 'reconnects')],
  noData: 'None',
  links: [toFleet, toSources],
  unit: 'short',
})
  .decimals(0)
  .thresholds(highIsBad(1, 5));

export const viewers = figure({
  title: 'Viewers',
  description: 'Viewers that are connected to this stream now, this page’s own included.',
  queries: [prom(`sum(framewatch_viewers{${STREAM}})`, 'viewers')],
  noData: 'Unknown',
  links: [toPipeline],
  unit: 'short',
});
