import {
  countedOfStreams,
  figure,
  graph,
  highIsBad,
  prom,
  promNow,
  rateBy,
  stackedGraph,
  states,
  STREAM,
  streams,
  toAlerts,
  toDocs,
  yesIsBad,
} from '../../kit/index.js';
import { toAnomalies, toCounting, toModel } from './links.js';
import { NO_ANOMALIES, NO_LINES, NO_ZONES, NOT_COUNTED, NOT_STREAMING } from '../no-data.js';

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
  links: [toCounting, toDocs('What is counted', 'counting.md')],
  unit: 'suffix: /min',
});

export const zones = graph({
  title: 'Objects in zones',
  description: 'Objects inside each zone of the stream in the newest result, by class.',
  queries: [prom(`sum by (zone, class) (framewatch_zone_objects{${STREAM}})`, '{{zone}} {{class}}')],
  noData: NO_ZONES,
  links: [toCounting, toDocs('What is counted', 'counting.md')],
  unit: 'short',
});

export const anomalies = figure({
  title: 'Anomalies in this time',
  description:
    'How many events began that are not as usual, or against a rule, over the time range of the dashboard: what was over within seconds, too.',
  queries: [promNow(countedOfStreams(`sum(increase(stream:anomalies:total{${STREAM}}[$__range]))`), 'anomalies')],
  noData: NOT_COUNTED,
  links: [toModel, toAlerts(), toAnomalies],
  unit: 'short',
})
  .decimals(0)
  .thresholds(highIsBad(1, 10));

export const anomaliesOverTime = states({
  title: 'Anomalies',
  description:
    'When something was not as usual, or against a rule, by type. A type that is missing is not watched, or not yet known what is usual.',
  queries: [prom(`max by (type) (framewatch_anomaly_active{${STREAM}})`, '{{type}}')],
  noData: NO_ANOMALIES,
  links: [toModel, toAnomalies],
  unit: 'none',
  mappings: yesIsBad('Yes', 'No'),
});
