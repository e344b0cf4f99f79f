import {
  figure,
  graph,
  highIsBad,
  prom,
  promNow,
  rateBy,
  stackedGraph,
  STREAM,
  streams,
  toAlerts,
  toDocs,
} from '../../kit/index.js';
import { toModel } from './links.js';
import { NO_LINES, NO_ZONES, NOT_COUNTED, NOT_STREAMING } from '../no-data.js';

export const classesLive = graph({
  title: 'Objects by class, live',
  description:
    'Mean number of objects per frame, of each class and of all, from the runner itself: its memory of up to an hour, then a point every second.',
  // All objects have a line also while nothing is seen; classes have none then.
  queries: [streams({ queryType: 'detections', stream: '$stream', series: ['classes', 'objects'] })],
  noData: NOT_STREAMING,
  links: [toModel],
  unit: 'short',
}).overrideByName('Objects', [
  { id: 'color', value: { mode: 'fixed', fixedColor: 'text' } },
  { id: 'custom.lineStyle', value: { fill: 'dash', dash: [4, 6] } },
  { id: 'custom.fillOpacity', value: 0 },
]);

export const crossings = stackedGraph({
  title: 'Line crossings',
  description: 'Tracked objects per minute that crossed a line of the stream, by line, direction and class.',
  queries: [
    prom(
      `60 * ${rateBy('line, direction, class', 'framewatch_line_crossings_total', STREAM)}`,
      '{{line}} {{direction}} {{class}}'
    ),
  ],
  noData: NO_LINES,
  links: [toDocs('Lines and zones', 'configuration.md#streams')],
  unit: 'suffix: /min',
});

export const zones = graph({
  title: 'Objects in zones',
  description: 'Objects inside each zone of the stream in the newest result, by class.',
  queries: [prom(`sum by (zone, class) (framewatch_zone_objects{${STREAM}})`, '{{zone}} {{class}}')],
  noData: NO_ZONES,
  links: [toDocs('Lines and zones', 'configuration.md#streams')],
  unit: 'short',
});

export const anomalies = figure({
  title: 'Anomalies in this time',
  description:
    'How often something unusual was seen, by type, over the time range of the dashboard. Runners do not look for it yet.',
  queries: [promNow(`sum by (type) (increase(framewatch_anomalies_total{${STREAM}}[$__range]))`, '{{type}}')],
  noData: NOT_COUNTED,
  links: [toModel, toAlerts()],
  unit: 'short',
})
  .decimals(0)
  .thresholds(highIsBad(1, 10));
