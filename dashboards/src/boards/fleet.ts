import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import {
  board,
  columns,
  DROPPED,
  eventMarks,
  figure,
  graph,
  highIsBad,
  INFERRED,
  LATENCY,
  lowIsBad,
  MODEL,
  modelVariable,
  neutral,
  NEWEST_FRAME,
  ofStreams,
  prom,
  promNow,
  promTable,
  quantile,
  rateBy,
  RECONNECTS,
  runnerVariable,
  side,
  STATE,
  stateOfStream,
  states,
  STREAM,
  streamsVariable,
  toAlerts,
  toDashboard,
  toDocs,
  toLiveOfRow,
  toLiveOfSeries,
  whileUp,
} from '../kit/index.js';
import { DASHBOARD_UIDS } from '../uids.js';
import { NO_DRIFT, NOT_SCRAPED } from './no-data.js';

const toLive = toDashboard(DASHBOARD_UIDS.live);
const toModel = toDashboard(DASHBOARD_UIDS.modelHealth);
const toPipeline = toDashboard(DASHBOARD_UIDS.pipeline);
const toGpu = toDashboard(DASHBOARD_UIDS.gpuHost);

const BY = 'runner, stream';
const LEGEND = '{{stream}} ({{runner}})';
const chosen = (metric: string) => `max by (${BY}) (${metric}{${STREAM}})`;

/** The streams of whose runner something is known; not those of an exporter that is down. */
const KNOWN = `count(stream:state{${STREAM}} != ${STATE.exporterDown})`;

const streamsUp = figure({
  title: 'Streams up',
  description:
    'Share of the chosen streams from whose source frames come, of those that should be up: not of files that were played to their end.',
  queries: [
    promNow(ofStreams(`avg((stream:state{${STREAM}} != ${STATE.ended}) == bool ${STATE.up}) and on () ${KNOWN}`), 'up'),
  ],
  links: [toLive],
  unit: 'percentunit',
})
  .decimals(0)
  .thresholds(lowIsBad(0.9, 1));

const streamsDown = figure({
  title: 'Streams down',
  description:
    'How many of the chosen streams have no frames coming, also because their runner is down. A file that was played to its end is not down.',
  queries: [
    promNow(
      ofStreams(
        `(count((stream:state{${STREAM}} < 0) != ${STATE.ended}) and on () ${KNOWN}) or on () (count(stream:state{${STREAM}} != ${STATE.exporterDown}) * 0)`
      ),
      'down'
    ),
  ],
  links: [toLive, toDocs('What to do', 'runbooks/stream-stalled.md')],
  unit: 'short',
}).thresholds(highIsBad(1, 1));

const inferredNow = figure({
  title: 'Inferred',
  description: 'Frames per second over all chosen streams that got a result, over a minute.',
  queries: [promNow(ofStreams(`sum(${whileUp(`rate(framewatch_frames_inferred_total{${MODEL}}[1m])`)})`), 'inferred')],
  links: [toLive, toGpu],
  unit: 'suffix: fps',
})
  .decimals(0)
  .thresholds(INFERRED);

const slowest = figure({
  title: 'Slowest stream',
  description: 'The highest latency among the chosen streams that are up, 95 % of their frames, over 5 minutes.',
  queries: [promNow(ofStreams(`max(${whileUp(`stream:frame_latency_seconds:p95_5m{${STREAM}} >= 0`)})`), 'latency')],
  links: [toModel],
  unit: 's',
}).thresholds(LATENCY);

const firing = figure({
  title: 'Alerts firing',
  description:
    'Alerts of Prometheus about the chosen streams that fire now. Without a runner that answers there may be more than are known.',
  queries: [
    promNow(
      ofStreams(
        `count(ALERTS{alertstate="firing",${STREAM}}) or on () ((max(stream:state{${STREAM}}) > bool ${STATE.runnerDown}) == 1) * 0`
      ),
      'alerts'
    ),
  ],
  links: [toAlerts(), toDocs('All alerts', 'alerts.md')],
  unit: 'short',
}).thresholds(highIsBad(1, 5));

const viewers = figure({
  title: 'Viewers',
  description: 'Viewers of live video that are connected now.',
  queries: [promNow(ofStreams(`sum(framewatch_viewers{${STREAM}})`), 'viewers')],
  links: [toPipeline],
  unit: 'short',
});

const list = columns(
  {
    title: 'Streams',
    description: 'Every stream as it is now. A click on its name opens it live.',
    noData: 'No data of streams: are runners configured, and is the exporter scraped?',
    links: [toPipeline, toDocs('What the figures mean', 'dashboards.md#what-panels-say')],
  },
  ['runner', 'stream'],
  [
    {
      name: 'State',
      query: promTable(chosen('stream:state')),
      mappings: stateOfStream(),
      coloured: neutral(),
    },
    {
      name: 'FPS',
      query: promTable(whileUp(chosen('stream:frames_inferred:rate1m'))),
      unit: 'short',
      decimals: 1,
      coloured: INFERRED,
    },
    { name: 'Target', query: promTable(chosen('framewatch_stream_target_fps')), unit: 'short', decimals: 1 },
    {
      name: 'Latency, 95 %',
      query: promTable(whileUp(`${chosen('stream:frame_latency_seconds:p95_5m')} >= 0`)),
      unit: 's',
      coloured: LATENCY,
    },
    {
      name: 'Dropped',
      query: promTable(whileUp(chosen('stream:frames_dropped:ratio_rate5m'))),
      unit: 'percentunit',
      decimals: 0,
      coloured: DROPPED,
    },
    {
      name: 'Newest frame',
      query: promTable(`${chosen('stream:last_frame_age:seconds')} unless on (${BY}) stream:state == ${STATE.ended}`),
      unit: 's',
      decimals: 0,
      coloured: NEWEST_FRAME,
    },
    {
      name: 'Reconnects, 15 min',
      query: promTable(`${chosen('stream:reconnects:increase15m')} and on (${BY}) stream:state >= ${STATE.streamDown}`),
      unit: 'short',
      decimals: 0,
      coloured: RECONNECTS,
    },
    { name: 'Objects', query: promTable(`sum by (${BY}) (framewatch_objects{${STREAM}})`), unit: 'short' },
    {
      name: 'In zones',
      query: promTable(`sum by (${BY}) (max by (${BY}, zone, class) (framewatch_zone_objects{${STREAM}}))`),
      unit: 'short',
    },
    {
      name: 'Crossings, 1 h',
      query: promTable(
        whileUp(
          `sum by (${BY}) (max by (${BY}, line, direction, class) (increase(framewatch_line_crossings_total{${STREAM}}[1h])))`
        )
      ),
      unit: 'short',
      decimals: 0,
    },
    {
      name: 'Anomalies',
      query: promTable(whileUp(`sum by (${BY}) (max by (${BY}, type) (framewatch_anomaly_active{${STREAM}}))`)),
      unit: 'short',
      coloured: highIsBad(1, 1),
    },
  ]
).overrideByName('stream', [{ id: 'links', value: [toLiveOfRow().build()] }]);

const stateOverTime = states({
  title: 'State',
  description: 'When frames came from each stream’s source, when not, and when nobody knew.',
  queries: [prom(chosen('stream:state'), LEGEND)],
  noData: NOT_SCRAPED,
  links: [toLive, toDocs('How sources are watched', 'sources.md')],
  unit: 'none',
  dataLinks: [toLiveOfSeries()],
  mappings: stateOfStream(),
});

const shareOfTarget = graph({
  title: 'Share of the target rate',
  description:
    'Inferred frames per second over the `targetFps` of the stream; streams without one are not shown. Below 80 % is too low.',
  queries: [prom(`${chosen('stream:frames_inferred:rate1m')} / ${chosen('framewatch_stream_target_fps')}`, LEGEND)],
  noData: 'No data from Prometheus of a stream with a targetFps in this time',
  links: [toLive, toGpu],
  unit: 'percentunit',
  dataLinks: [toLiveOfSeries()],
});

const inferred = graph({
  title: 'Inferred frames per second',
  description: 'Frames with a result, by stream.',
  queries: [prom(rateBy(BY, 'framewatch_frames_inferred_total', MODEL), LEGEND)],
  noData: NOT_SCRAPED,
  links: [toLive, toGpu],
  unit: 'suffix: fps',
  dataLinks: [toLiveOfSeries()],
});

const latency = graph({
  title: 'Latency, 95 %',
  description:
    'From the arrival of the packet until the result was ready, for 95 % of the frames. The objective is 250 ms.',
  queries: [prom(quantile(0.95, BY, 'framewatch_frame_latency_seconds', STREAM), LEGEND)],
  noData: NOT_SCRAPED,
  links: [toLive, toModel],
  unit: 's',
  dataLinks: [toLiveOfSeries()],
});

const dropped = graph({
  title: 'Dropped',
  description:
    'Share of the frames that should have been inferred and were not, because the model was busy or failed. What `targetFps` leaves out does not count.',
  queries: [prom(chosen('stream:frames_dropped:ratio_rate5m'), LEGEND)],
  noData: NOT_SCRAPED,
  links: [toLive, toGpu],
  unit: 'percentunit',
  dataLinks: [toLiveOfSeries()],
}).max(1);

const drift = graph({
  title: 'Model drift',
  description: 'How far what the model sees is from what is usual, the strongest signal of each stream; 0 is usual.',
  queries: [prom(chosen('framewatch_model_drift_score'), LEGEND)],
  noData: NO_DRIFT,
  links: [toModel],
  unit: 'short',
  dataLinks: [toLiveOfSeries()],
});

const reconnects = graph({
  title: 'Reconnects',
  description:
    'How often each source was lost and had to be opened again in the 15 minutes before. Five or more is a camera that comes and goes.',
  queries: [prom(chosen('stream:reconnects:increase15m'), LEGEND)],
  noData: NOT_SCRAPED,
  links: [toLive, toDocs('What to do', 'runbooks/camera-flapping.md')],
  unit: 'short',
  dataLinks: [toLiveOfSeries()],
});

const unusual = graph({
  title: 'Unusual number of objects',
  description:
    'Standard deviations between the number of objects and its mean of the day before. Nothing before six hours are known.',
  queries: [prom(chosen('stream:objects:zscore'), LEGEND)],
  noData: 'No data from Prometheus: known after six hours',
  links: [toLive, toDocs('What to do', 'runbooks/object-count-unusual.md')],
  unit: 'short',
  dataLinks: [toLiveOfSeries()],
}).min(-6);

/** All streams at a glance, with the way to each. */
export function fleet(): Dashboard {
  return board({
    uid: DASHBOARD_UIDS.fleet,
    title: 'Fleet',
    description: 'All streams: which are up, how fast they are, and which are not as usual.',
    from: 'now-1h',
    refresh: '30s',
    variables: [runnerVariable(), streamsVariable(), modelVariable()],
    annotations: [eventMarks('')],
    sections: [
      { title: 'Now', places: side(4, streamsUp, streamsDown, inferredNow, slowest, firing, viewers) },
      { title: 'Streams', places: side(11, list) },
      {
        title: 'Over time',
        places: [
          ...side(8, stateOverTime),
          ...side(9, inferred, shareOfTarget),
          ...side(9, latency, dropped),
          ...side(9, reconnects, drift, unusual),
        ],
      },
    ],
  });
}
