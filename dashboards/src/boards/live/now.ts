import {
  countedOfStreams,
  DROPPED,
  figure,
  INFERRED,
  LATENCY,
  MODEL,
  NEWEST_FRAME,
  NO_DATA,
  nothing,
  ofStreams,
  pluginPanel,
  promNow,
  RECONNECTS,
  STATE,
  stateOfStream,
  STREAM,
  streams,
  whileUp,
} from '../../kit/index.js';
import { toFleet, toModel, toPipeline, toSources } from './links.js';

const INFERENCE_OPTIONS = {
  stream: '',
  sync: 'auto',
  transport: 'auto',
  fit: 'contain',
  zones: true,
  lines: true,
  tracks: true,
  boxes: true,
  skeletons: true,
  labels: true,
  events: true,
  confidence: true,
  trackIds: false,
  minConfidence: 0.3,
  classes: [],
  lineWidth: 2,
  interpolated: 'faint',
  colorBy: 'class',
  trailSeconds: 3,
  captions: 'warning',
  hud: true,
};

export const video = pluginPanel('framewatch-inference-panel', INFERENCE_OPTIONS, {
  title: 'Live: $stream',
  description:
    'The camera now, with what the model sees in it drawn on the very picture that it belongs to, and between two such pictures where it lies between them. Live only: a time range that ends in the past shows no video.',
  queries: [streams({ queryType: 'detections', stream: '$stream' })],
  noData: 'No data: choose a stream above',
  links: [toModel, toSources],
});

export const up = figure({
  title: 'Stream',
  description:
    'Whether frames come from the source, or a file was played to its end; or that the runner or the exporter is down, so that nobody knows.',
  queries: [promNow(ofStreams(`max(stream:state{${STREAM}})`), 'stream')],
  links: [toFleet, toSources],
  unit: 'none',
}).mappings([...stateOfStream(), nothing(NO_DATA)]);

export const age = figure({
  title: 'Newest frame',
  description: 'How old the newest frame was when Prometheus asked last. It grows while the camera is silent.',
  queries: [
    promNow(
      ofStreams(
        `min(stream:last_frame_age:seconds{${STREAM}} unless on (runner, stream) stream:state == ${STATE.ended})`
      ),
      'age'
    ),
  ],
  links: [toFleet, toSources],
  unit: 's',
})
  .decimals(0)
  .thresholds(NEWEST_FRAME);

export const objectsNow = figure({
  title: 'Objects now',
  description: 'Objects of all classes in the newest result.',
  queries: [promNow(ofStreams(`sum(framewatch_objects{${STREAM}})`), 'objects')],
  links: [toModel],
  unit: 'short',
});

export const rate = figure({
  title: 'Inferred',
  description: 'Frames per second that the model was run on, with a result, over a minute.',
  queries: [promNow(ofStreams(`sum(${whileUp(`rate(framewatch_frames_inferred_total{${MODEL}}[1m])`)})`), 'inferred')],
  links: [toModel],
  unit: 'suffix: fps',
})
  .decimals(1)
  .thresholds(INFERRED);

export const latencyNow = figure({
  title: 'Latency, 95 %',
  description:
    'Within this time 95 % of the frames of 5 minutes had their result, counted from the arrival of the packet. The objective is 250 ms for 99 %.',
  queries: [promNow(ofStreams(`max(${whileUp(`stream:frame_latency_seconds:p95_5m{${STREAM}} >= 0`)})`), '95 %')],
  links: [toModel],
  unit: 's',
}).thresholds(LATENCY);

export const dropped = figure({
  title: 'Dropped',
  description:
    'Share of the frames that should have been inferred and were not, because the model was busy or failed, over 5 minutes. What `targetFps` leaves out does not count.',
  queries: [promNow(ofStreams(`max(${whileUp(`stream:frames_dropped:ratio_rate5m{${STREAM}}`)})`), 'dropped')],
  links: [toPipeline],
  unit: 'percentunit',
})
  .decimals(0)
  .thresholds(DROPPED);

export const reconnects = figure({
  title: 'Reconnects',
  description: 'How often the source was lost and had to be opened again, over the time range of the dashboard.',
  queries: [promNow(countedOfStreams(`sum(increase(stream:reconnects:total{${STREAM}}[$__range]))`), 'reconnects')],
  links: [toFleet, toSources],
  unit: 'short',
})
  .decimals(0)
  .thresholds(RECONNECTS);

export const viewers = figure({
  title: 'Viewers',
  description: 'Viewers that are connected to this stream now, this page’s own included.',
  queries: [promNow(ofStreams(`sum(framewatch_viewers{${STREAM}})`), 'viewers')],
  links: [toPipeline],
  unit: 'short',
});
