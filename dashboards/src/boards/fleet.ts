import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import {
  board,
  columns,
  eventMarks,
  figure,
  graph,
  highIsBad,
  lowIsBad,
  MODEL,
  modelVariable,
  prom,
  promNow,
  promTable,
  quantile,
  rateBy,
  runnerVariable,
  side,
  states,
  STREAM,
  streamState,
  streamsVariable,
  toAlerts,
  toDashboard,
  toDocs,
  toLiveOfRow,
  toLiveOfSeries,
  upDownOrEnded,
  WINDOW,
} from '../kit/index.js';
import { DASHBOARD_UIDS } from '../uids.js';
import { NOT_SCRAPED } from './no-data.js';

const toLive = toDashboard(DASHBOARD_UIDS.live);
const toModel = toDashboard(DASHBOARD_UIDS.modelHealth);
const toPipeline = toDashboard(DASHBOARD_UIDS.pipeline);
const toGpu = toDashboard(DASHBOARD_UIDS.gpuHost);

const BY = 'runner, stream';
const LEGEND = '{{stream}} ({{runner}})';
const chosen = (metric: string) => `max by (${BY}) (${metric}{${STREAM}})`;

const streamsUp = figure({
  title: 'Streams up',
  description: 'Share of the chosen streams from whose source frames come.',
  queries: [prom(`avg(${chosen('framewatch_stream_up')})`, 'up')],
  noData: 'No streams',
  links: [toLive],
  unit: 'percentunit',
})
  .decimals(0)
  .thresholds(lowIsBad(0.9, 1));

const streamsDown = figure({
  title: 'Streams down',
  description: 'How many of the chosen streams have no frames coming. A file that was played to its end is not down.',
  queries: [promNow(`count(${streamState(BY)} == 0) or vector(0)`, 'down')],
  noData: 'None',
  links: [toLive, toDocs('What to do', 'runbooks/stream-stalled.md')],
  unit: 'short',
}).thresholds(highIsBad(1, 2));

const inferredNow = figure({
  title: 'Inferred',
  description: 'Frames per second over all chosen streams that got a result.',
  queries: [prom(`sum(rate(framewatch_frames_inferred_total{${MODEL}}[${WINDOW}]))`, 'inferred')],
  noData: 'No results',
  links: [toLive, toGpu],
  unit: 'suffix: fps',
}).decimals(0);

const slowest = figure({
  title: 'Slowest stream',
  description: 'The highest latency among the chosen streams, 95 % of their frames, over 5 minutes.',
  queries: [prom(`max(${chosen('stream:frame_latency_seconds:p95_5m')})`, 'latency')],
  noData: 'No results',
  links: [toModel],
  unit: 's',
}).thresholds(highIsBad(0.15, 0.25));

const firing = figure({
  title: 'Alerts firing',
  description: 'Alerts of Prometheus about the chosen streams that fire now.',
  queries: [promNow(`count(ALERTS{alertstate="firing",${STREAM}}) or vector(0)`, 'alerts')],
  noData: 'None',
  links: [toAlerts(), toDocs('All alerts', 'alerts.md')],
  unit: 'short',
}).thresholds(highIsBad(1, 5));

const viewers = figure({
  title: 'Viewers',
  description: 'Viewers of live video that are connected now.',
  queries: [prom(`sum(framewatch_viewers{${STREAM}})`, 'viewers')],
  noData: 'Unknown',
  links: [toPipeline],
  unit: 'short',
});

const list = columns(
  {
    title: 'Streams',
    description: 'Every stream as it is now. A click on its name opens it live.',
    noData: 'No streams: are runners configured, and is the exporter scraped?',
    links: [toPipeline, toDocs('What the figures mean', 'metrics.md#runners')],
  },
  [
    {
      name: 'State',
      query: promTable(streamState(BY)),
      mappings: upDownOrEnded(),
      coloured: lowIsBad(0.5, 1),
    },
    { name: 'FPS', query: promTable(chosen('stream:frames_inferred:rate1m')), unit: 'short', decimals: 1 },
    { name: 'Target', query: promTable(chosen('framewatch_stream_target_fps')), unit: 'short', decimals: 1 },
    {
      name: 'Latency, 95 %',
      query: promTable(chosen('stream:frame_latency_seconds:p95_5m')),
      unit: 's',
      coloured: highIsBad(0.15, 0.25),
    },
    {
      name: 'Dropped',
      query: promTable(chosen('stream:frames_dropped:ratio_rate5m')),
      unit: 'percentunit',
      decimals: 0,
      coloured: highIsBad(0.25, 0.5),
    },
    {
      name: 'Newest frame',
      query: promTable(chosen('stream:last_frame_age:seconds')),
      unit: 's',
      decimals: 0,
      coloured: highIsBad(10, 30),
    },
    {
      name: 'Reconnects, 15 min',
      query: promTable(chosen('stream:reconnects:increase15m')),
      unit: 'short',
      decimals: 0,
      coloured: highIsBad(1, 5),
    },
    { name: 'Objects', query: promTable(`sum by (${BY}) (framewatch_objects{${STREAM}})`), unit: 'short' },
  ]
).overrideByName('stream', [{ id: 'links', value: [toLiveOfRow().build()] }]);

const stateOverTime = states({
  title: 'State',
  description: 'When frames came from each stream’s source, and when not.',
  queries: [prom(streamState(BY), LEGEND)],
  noData: NOT_SCRAPED,
  links: [toLive, toDocs('How sources are watched', 'sources.md')],
  unit: 'none',
  dataLinks: [toLiveOfSeries()],
}).mappings(upDownOrEnded());

const shareOfTarget = graph({
  title: 'Share of the target rate',
  description:
    'Inferred frames per second over the `targetFps` of the stream; streams without one are not shown. Below 80 % is too low.',
  queries: [prom(`${chosen('stream:frames_inferred:rate1m')} / ${chosen('framewatch_stream_target_fps')}`, LEGEND)],
  noData: 'No stream has a targetFps',
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
  noData: 'No stream reports drift',
  links: [toModel],
  unit: 'short',
  dataLinks: [toLiveOfSeries()],
});

const reconnects = graph({
  title: 'Reconnects',
  description:
    'How often each source was opened again in the 15 minutes before. Five or more is a camera that comes and goes.',
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
  noData: 'Not known before six hours',
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
