import {
  bars,
  flux,
  graph,
  heat,
  MODEL,
  prom,
  promBuckets,
  promBucketsNow,
  promNow,
  rateBy,
  stackedGraph,
  toDocs,
} from '../../kit/index.js';
import { NOT_STORED } from '../no-data.js';
import { buckets, toLive, toPipeline } from './shared.js';

const NO_DETECTIONS = 'No data of detections in this time';

export const confidenceHeat = heat({
  title: 'Confidence over time',
  description:
    'How sure the model was of its detections: the darker, the more detections. What is below the model’s `confidence` in the configuration is not counted.',
  queries: [promBuckets(buckets('framewatch_detection_confidence', MODEL))],
  noData: NO_DETECTIONS,
  links: [toLive],
  unit: 'percentunit',
});

export const confidenceBars = bars({
  title: 'Confidence in this time',
  description: 'Detections by confidence, in tenths, over the time range of the dashboard.',
  queries: [promBucketsNow(buckets('framewatch_detection_confidence', MODEL, '$__range'))],
  noData: NO_DETECTIONS,
  links: [toLive],
  unit: 'short',
});

export const confidenceKept = graph({
  title: 'Confidence by class, from the database',
  description: 'Mean confidence of the detections of each class, from every stored frame in which the class was seen.',
  queries: [
    flux([
      'from(bucket: v.defaultBucket)',
      'range(start: v.timeRangeStart, stop: v.timeRangeStop)',
      'filter(fn: (r) => r._measurement == "detections" and r._field == "confidence")',
      'filter(fn: (r) => r.stream =~ /^${stream:regex}$/ and r.model =~ /^${model:regex}$/)',
      'group(columns: ["class"])',
      'aggregateWindow(every: v.windowPeriod, fn: mean, createEmpty: true)',
      'keep(columns: ["_time", "_value", "class"])',
    ]),
  ],
  noData: NOT_STORED,
  links: [toPipeline, toDocs('What is stored', 'data.md')],
  unit: 'percentunit',
})
  .max(1)
  .displayName('${__field.labels.class}');

export const classMix = stackedGraph({
  title: 'Class mix',
  description: 'Detections per second by class, one upon the other.',
  queries: [prom(rateBy('class', 'framewatch_detections_total', MODEL), '{{class}}')],
  noData: NO_DETECTIONS,
  links: [toLive],
  unit: 'suffix: /s',
});

export const classShares = bars({
  title: 'Classes in this time',
  description: 'Share of each class in all detections, over the time range of the dashboard.',
  queries: [
    promNow(
      `sum by (class) (increase(framewatch_detections_total{${MODEL}}[$__range])) / ignoring (class) group_left sum(increase(framewatch_detections_total{${MODEL}}[$__range]))`,
      '{{class}}'
    ),
  ],
  noData: NO_DETECTIONS,
  links: [toLive],
  unit: 'percentunit',
})
  .max(1)
  // Grafana leaves out the name of the only bar unless it is set.
  .displayName('${__field.labels.class}');
