import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import {
  board,
  eventMarks,
  figure,
  flux,
  graph,
  grid,
  highIsBad,
  lowIsBad,
  meanBy,
  MODEL,
  modelVariable,
  pluginPanel,
  prom,
  promNow,
  quantile,
  rateBy,
  runnerVariable,
  side,
  stackedGraph,
  STREAM,
  streams,
  streamVariable,
  toAlerts,
  toDashboard,
  toDocs,
  upOrDown,
} from '../kit/index.js';
import { DASHBOARD_UIDS } from '../uids.js';

const toModel = toDashboard(DASHBOARD_UIDS.modelHealth);
const toPipeline = toDashboard(DASHBOARD_UIDS.pipeline);
const toGpu = toDashboard(DASHBOARD_UIDS.gpuHost);
const toFleet = toDashboard(DASHBOARD_UIDS.fleet);
const toSources = toDocs('How sources are watched', 'sources.md');

/** As in `plugins/inference-panel/src/options.ts`: what is drawn over the picture, and how. */
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

const NOT_STREAMING = 'No results in this time: is the stream up?';
const NOT_SCRAPED = 'Prometheus has nothing about this stream in this time';

const video = pluginPanel('framewatch-inference-panel', INFERENCE_OPTIONS, {
  title: 'Live: $stream',
  description:
    'The camera now, with what the model sees in it drawn on the very picture that it belongs to. Live only: a time range that ends in the past shows no video.',
  queries: [streams({ queryType: 'detections', stream: '$stream' })],
  noData: 'No stream: choose one above',
  links: [toModel, toSources],
});

const up = figure({
  title: 'Stream',
  description: 'Whether frames come from the source.',
  queries: [prom(`max(framewatch_stream_up{${STREAM}})`, 'stream')],
  noData: 'Unknown',
  links: [toFleet, toSources],
  unit: 'none',
})
  .mappings(upOrDown())
  .thresholds(lowIsBad(0.5, 1));

const objectsNow = figure({
  title: 'Objects now',
  description: 'Objects of all classes in the newest result. Absent while the stream is down.',
  queries: [prom(`sum(framewatch_objects{${STREAM}})`, 'objects')],
  noData: 'Stream down',
  links: [toModel],
  unit: 'short',
});

const rate = figure({
  title: 'Inferred',
  description: 'Frames per second that the model was run on, with a result.',
  queries: [prom(rateBy('stream', 'framewatch_frames_inferred_total', MODEL), 'inferred')],
  noData: 'No results',
  links: [toModel],
  unit: 'suffix: fps',
}).decimals(1);

const latencyNow = figure({
  title: 'Latency, 95 %',
  description:
    'Within this time 95 % of the frames had their result, counted from the arrival of the packet. The objective is 250 ms for 99 %.',
  queries: [prom(quantile(0.95, 'stream', 'framewatch_frame_latency_seconds', STREAM), '95 %')],
  noData: 'No results',
  links: [toModel],
  unit: 's',
}).thresholds(highIsBad(0.15, 0.25));

const dropped = figure({
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

const viewers = figure({
  title: 'Viewers',
  description: 'Viewers that are connected to this stream now, this page’s own included.',
  queries: [prom(`sum(framewatch_viewers{${STREAM}})`, 'viewers')],
  noData: 'Unknown',
  links: [toPipeline],
  unit: 'short',
});

const age = figure({
  title: 'Newest frame',
  description: 'How long ago the newest frame came. It grows while the camera is silent.',
  queries: [prom(`time() - max(framewatch_stream_last_frame_timestamp_seconds{${STREAM}})`, 'age')],
  noData: 'None yet',
  links: [toFleet, toSources],
  unit: 's',
})
  .decimals(0)
  .thresholds(highIsBad(20, 60));

const reconnects = figure({
  title: 'Reconnects',
  description: 'How often the source was opened again, over the time range of the dashboard.',
  queries: [promNow(`sum(increase(framewatch_stream_reconnects_total{${STREAM}}[$__range]))`, 'reconnects')],
  noData: 'None',
  links: [toFleet, toSources],
  unit: 'short',
})
  .decimals(0)
  .thresholds(highIsBad(1, 5));

const classesLive = graph({
  title: 'Objects by class, live',
  description:
    'Mean number of objects per frame and class, from the runner itself: its memory of up to an hour, then a point every second.',
  queries: [streams({ queryType: 'detections', stream: '$stream', series: ['classes'] })],
  noData: NOT_STREAMING,
  links: [toModel],
  unit: 'short',
});

const timesLive = graph({
  title: 'Latency and inference time, live',
  description:
    'Mean time from the arrival of the packet until the result was ready, and the part of it that the model took, from the runner itself.',
  queries: [streams({ queryType: 'detections', stream: '$stream', series: ['latency', 'inference'] })],
  noData: NOT_STREAMING,
  links: [toModel],
  unit: 'ms',
});

const throughput = graph({
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
}).overrideByName('target', [
  { id: 'custom.lineStyle', value: { fill: 'dash', dash: [8, 6] } },
  { id: 'custom.fillOpacity', value: 0 },
]);

const drops = stackedGraph({
  title: 'Frames dropped, by reason',
  description:
    '`newer-frame`: the model was busy, so a newer frame took its place. `target-fps`: more frames than the target rate. `inference-error`: the model failed.',
  queries: [prom(rateBy('reason', 'framewatch_frames_dropped_total', STREAM), '{{reason}}')],
  noData: NOT_SCRAPED,
  links: [toPipeline, toGpu],
  unit: 'suffix: fps',
});

const latency = graph({
  title: 'Latency',
  description: 'From the arrival of the packet until the result was ready: half, 95 % and 99 % of the frames.',
  queries: [0.5, 0.95, 0.99].map((q) =>
    prom(quantile(q, 'stream', 'framewatch_frame_latency_seconds', STREAM), `${q * 100} %`)
  ),
  noData: NOT_SCRAPED,
  links: [toModel, toGpu],
  unit: 's',
});

const stages = stackedGraph({
  title: 'Where the time goes',
  description: 'Mean time of a frame in each stage. `queue` is the wait for the model.',
  queries: [prom(meanBy('stage', 'framewatch_stage_duration_seconds', STREAM), '{{stage}}')],
  noData: NOT_SCRAPED,
  links: [toModel, toGpu],
  unit: 's',
});

const eventsNow = grid({
  title: 'Events',
  description:
    'Changes of the stream’s state, crossings and anomalies, from the runner’s memory of the last 1,000 events of each stream.',
  queries: [streams({ queryType: 'events', stream: '$stream' })],
  noData: 'No events in this time',
  links: [toAlerts(), toSources],
});

const objectsKept = graph({
  title: 'Objects per frame, from the database',
  description: 'Mean and highest number of objects in a frame, of every inferred frame that was stored.',
  queries: ['mean', 'max'].map((fn) =>
    flux([
      'from(bucket: v.defaultBucket)',
      'range(start: v.timeRangeStart, stop: v.timeRangeStop)',
      'filter(fn: (r) => r._measurement == "frames" and r._field == "objects")',
      'filter(fn: (r) => r.stream == "${stream}" and r.model =~ /^${model:regex}$/)',
      'group(columns: ["_field"])',
      `aggregateWindow(every: v.windowPeriod, fn: ${fn}, createEmpty: false)`,
      `set(key: "_field", value: "${fn}")`,
      'keep(columns: ["_time", "_value", "_field"])',
    ])
  ),
  noData: 'The database holds no frames of this stream and time',
  links: [toPipeline, toDocs('What is stored', 'data.md')],
  unit: 'short',
});

const eventsKept = grid({
  title: 'Events, from the database',
  description: 'The same events as the database keeps them: beyond a restart of the runner.',
  queries: [
    flux([
      'from(bucket: v.defaultBucket)',
      'range(start: v.timeRangeStart, stop: v.timeRangeStop)',
      'filter(fn: (r) => r._measurement == "events" and r._field == "message" and r.stream == "${stream}")',
      'keep(columns: ["_time", "type", "severity", "_value"])',
      'group()',
      'sort(columns: ["_time"], desc: true)',
      'limit(n: 200)',
    ]),
  ],
  noData: 'The database holds no events of this stream and time',
  links: [toPipeline, toDocs('What is stored', 'data.md')],
}).overrideByName('_value', [{ id: 'displayName', value: 'Message' }]);

const crossings = stackedGraph({
  title: 'Line crossings',
  description: 'Tracked objects per minute that crossed a line of the stream, by line, direction and class.',
  queries: [
    prom(
      `60 * ${rateBy('line, direction, class', 'framewatch_line_crossings_total', STREAM)}`,
      '{{line}} {{direction}} {{class}}'
    ),
  ],
  noData: 'No crossings, or the stream has no lines',
  links: [toDocs('Lines and zones', 'configuration.md#streams')],
  unit: 'suffix: /min',
});

const zones = graph({
  title: 'Objects in zones',
  description: 'Objects inside each zone of the stream in the newest result, by class.',
  queries: [prom(`sum by (zone, class) (framewatch_zone_objects{${STREAM}})`, '{{zone}} {{class}}')],
  noData: 'Nothing in zones, or the stream has no zones',
  links: [toDocs('Lines and zones', 'configuration.md#streams')],
  unit: 'short',
});

const anomalies = figure({
  title: 'Anomalies in this time',
  description: 'How often something unusual was seen, by type, over the time range of the dashboard.',
  queries: [promNow(`sum by (type) (increase(framewatch_anomalies_total{${STREAM}}[$__range]))`, '{{type}}')],
  noData: 'None',
  links: [toModel, toAlerts()],
  unit: 'short',
})
  .decimals(0)
  .thresholds(highIsBad(1, 10));

/** One stream, now and lately: what is seen, how fast, and what happened. */
export function live(): Dashboard {
  return board({
    uid: DASHBOARD_UIDS.live,
    title: 'Live',
    description: 'One stream: the video with what the model sees, counts, latency and events.',
    from: 'now-15m',
    refresh: '10s',
    variables: [runnerVariable(), streamVariable(), modelVariable()],
    annotations: [eventMarks('$stream')],
    sections: [
      {
        title: 'Now',
        places: [
          { panel: video, width: 16, height: 16 },
          ...[up, age, objectsNow, rate, latencyNow, dropped, reconnects, viewers].map((panel) => ({
            panel,
            width: 4,
            height: 4,
          })),
        ],
      },
      { title: 'What is seen', places: [...side(9, classesLive, timesLive), ...side(8, zones, crossings, anomalies)] },
      { title: 'How well it goes', places: [...side(9, throughput, drops), ...side(9, latency, stages)] },
      {
        title: 'What happened',
        places: [
          { panel: eventsNow, width: 12, height: 10 },
          { panel: eventsKept, width: 12, height: 10 },
          { panel: objectsKept, width: 24, height: 9 },
        ],
      },
    ],
  });
}
