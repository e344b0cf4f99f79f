import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import {
  bars,
  board,
  eventMarks,
  figure,
  flux,
  graph,
  grid,
  heat,
  highIsBad,
  meanBy,
  MODEL,
  modelVariable,
  prom,
  promBuckets,
  promBucketsNow,
  promNow,
  promTable,
  quantile,
  rateBy,
  runnerVariable,
  side,
  stackedGraph,
  STREAM,
  streamsVariable,
  toDashboard,
  toDocs,
  toLiveOfSeries,
  WINDOW,
} from '../kit/index.js';
import { DASHBOARD_UIDS } from '../uids.js';
import { NOT_SCRAPED } from './no-data.js';

const toLive = toDashboard(DASHBOARD_UIDS.live);
const toGpu = toDashboard(DASHBOARD_UIDS.gpuHost);
const toPipeline = toDashboard(DASHBOARD_UIDS.pipeline);
const toErrors = toDocs('What to do', 'runbooks/inference-errors.md');

const buckets = (metric: string, selector: string, window: string = WINDOW) =>
  `sum by (le) (increase(${metric}_bucket{${selector}}[${window}]))`;

const late = figure({
  title: 'Late frames',
  description:
    'Share of the frames whose result took longer than 250 ms, over the time range of the dashboard. The objective allows 1 %.',
  queries: [
    promNow(
      `1 - sum(increase(framewatch_frame_latency_seconds_bucket{${STREAM},le="0.25"}[$__range])) / sum(increase(framewatch_frame_latency_seconds_count{${STREAM}}[$__range]))`,
      'late'
    ),
  ],
  noData: 'No results',
  links: [toLive, toDocs('What to do', 'runbooks/latency-budget-burn-fast.md')],
  unit: 'percentunit',
})
  .decimals(2)
  .thresholds(highIsBad(0.005, 0.01));

const inferenceTime = figure({
  title: 'Inference, 95 %',
  description: 'Within this time the model was done with 95 % of the frames.',
  queries: [
    prom(
      `histogram_quantile(0.95, sum by (le) (rate(framewatch_inference_duration_seconds_bucket{${MODEL}}[${WINDOW}])))`,
      'inference'
    ),
  ],
  noData: 'No results',
  links: [toGpu],
  unit: 's',
});

const errorShare = figure({
  title: 'Failed inferences',
  description: 'Share of the inferences that failed. Their frames have no result.',
  queries: [
    prom(
      `(sum(rate(framewatch_inference_errors_total{${MODEL}}[${WINDOW}])) or vector(0)) / (sum(rate(framewatch_frames_inferred_total{${MODEL}}[${WINDOW}])) + (sum(rate(framewatch_inference_errors_total{${MODEL}}[${WINDOW}])) or vector(0)))`,
      'failed'
    ),
  ],
  noData: 'No inferences',
  links: [toErrors],
  unit: 'percentunit',
})
  .decimals(2)
  .thresholds(highIsBad(0.001, 0.01));

const confidenceNow = figure({
  title: 'Mean confidence',
  description:
    'Mean confidence of all detections. It falls when pictures get worse or show what the model does not know.',
  queries: [
    prom(
      `sum(rate(framewatch_detection_confidence_sum{${MODEL}}[${WINDOW}])) / sum(rate(framewatch_detection_confidence_count{${MODEL}}[${WINDOW}]))`,
      'confidence'
    ),
  ],
  noData: 'No detections',
  links: [toLive],
  unit: 'percentunit',
}).decimals(0);

const detectionRate = figure({
  title: 'Detections',
  description: 'Detections per second of all classes.',
  queries: [prom(`sum(rate(framewatch_detections_total{${MODEL}}[${WINDOW}]))`, 'detections')],
  noData: 'No detections',
  links: [toLive],
  unit: 'suffix: /s',
}).decimals(1);

const driftNow = figure({
  title: 'Drift',
  description: 'The strongest drift signal among the chosen streams; 0 is usual.',
  queries: [prom(`max(framewatch_model_drift_score{${MODEL}})`, 'drift')],
  noData: 'No stream reports drift',
  links: [toLive],
  unit: 'short',
}).decimals(2);

const latencyHeat = heat({
  title: 'Latency of frames',
  description:
    'How long frames took from the arrival of their packet to their result: the darker, the more frames. Two bands are two kinds of frames, or two streams.',
  queries: [promBuckets(buckets('framewatch_frame_latency_seconds', STREAM))],
  noData: NOT_SCRAPED,
  links: [toLive, toGpu],
  unit: 's',
});

const inferenceHeat = heat({
  title: 'Time in the model',
  description: 'How long the model took for a frame, without the wait for it.',
  queries: [promBuckets(buckets('framewatch_inference_duration_seconds', MODEL))],
  noData: NOT_SCRAPED,
  links: [toGpu],
  unit: 's',
});

const quantiles = graph({
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

const stages = stackedGraph({
  title: 'Where the time goes',
  description: 'Mean time of a frame in each stage. `queue` is the wait for the model.',
  queries: [prom(meanBy('stage', 'framewatch_stage_duration_seconds', STREAM), '{{stage}}')],
  noData: NOT_SCRAPED,
  links: [toLive, toGpu],
  unit: 's',
});

const confidenceHeat = heat({
  title: 'Confidence over time',
  description:
    'How sure the model was of its detections: the darker, the more detections. What is below the model’s `confidence` in the configuration is not counted.',
  queries: [promBuckets(buckets('framewatch_detection_confidence', MODEL))],
  noData: 'No detections in this time',
  links: [toLive],
  unit: 'percentunit',
});

const confidenceBars = bars({
  title: 'Confidence in this time',
  description: 'Detections by confidence, in tenths, over the time range of the dashboard.',
  queries: [promBucketsNow(buckets('framewatch_detection_confidence', MODEL, '$__range'))],
  noData: 'No detections in this time',
  links: [toLive],
  unit: 'short',
});

const confidenceKept = graph({
  title: 'Confidence by class, from the database',
  description: 'Mean confidence of the detections of each class, from every stored frame in which the class was seen.',
  queries: [
    flux([
      'from(bucket: v.defaultBucket)',
      'range(start: v.timeRangeStart, stop: v.timeRangeStop)',
      'filter(fn: (r) => r._measurement == "detections" and r._field == "confidence")',
      'filter(fn: (r) => r.stream =~ /^${stream:regex}$/ and r.model =~ /^${model:regex}$/)',
      'group(columns: ["class"])',
      'aggregateWindow(every: v.windowPeriod, fn: mean, createEmpty: false)',
      'keep(columns: ["_time", "_value", "class"])',
    ]),
  ],
  noData: 'The database holds no detections of these streams and this time',
  links: [toPipeline, toDocs('What is stored', 'data.md')],
  unit: 'percentunit',
})
  .max(1)
  .displayName('${__field.labels.class}');

const classMix = stackedGraph({
  title: 'Class mix',
  description: 'Detections per second by class, one upon the other.',
  queries: [prom(rateBy('class', 'framewatch_detections_total', MODEL), '{{class}}')],
  noData: 'No detections in this time',
  links: [toLive],
  unit: 'suffix: /s',
});

const classShares = bars({
  title: 'Classes in this time',
  description: 'Share of each class in all detections, over the time range of the dashboard.',
  queries: [
    promNow(
      `sum by (class) (increase(framewatch_detections_total{${MODEL}}[$__range])) / ignoring (class) group_left sum(increase(framewatch_detections_total{${MODEL}}[$__range]))`,
      '{{class}}'
    ),
  ],
  noData: 'No detections in this time',
  links: [toLive],
  unit: 'percentunit',
}).max(1);

const errors = stackedGraph({
  title: 'Failed inferences, by reason',
  description:
    '`preprocess`: the frame could not be made the model’s input. `session`: the model failed to run. `postprocess`: its output could not be read.',
  queries: [prom(rateBy('stream, reason', 'framewatch_inference_errors_total', MODEL), '{{stream}} {{reason}}')],
  noData: 'None',
  links: [toErrors, toGpu],
  unit: 'suffix: /s',
});

const drift = graph({
  title: 'Drift, by signal',
  description: 'How far each signal is from what is usual for its stream; 0 is usual.',
  queries: [
    prom(
      `max by (runner, stream, signal) (framewatch_model_drift_score{${MODEL}})`,
      '{{stream}} {{signal}} ({{runner}})'
    ),
  ],
  noData: 'No stream reports drift',
  links: [toLive],
  unit: 'short',
  dataLinks: [toLiveOfSeries()],
});

const anomalies = stackedGraph({
  title: 'Anomalies',
  description: 'How often something unusual was seen, by stream and type.',
  queries: [
    prom(`sum by (stream, type) (increase(framewatch_anomalies_total{${STREAM}}[${WINDOW}]))`, '{{stream}} {{type}}'),
  ],
  noData: 'None',
  links: [toLive],
  unit: 'short',
});

const providers = grid({
  title: 'What models run on',
  description:
    'The execution provider that each model got. `cpu` where another was asked for means that the other could not be used: the runner’s log says why.',
  queries: [promTable('max by (runner, model, provider) (framewatch_execution_provider_info{runner=~"$runner"})')],
  noData: 'No models',
  links: [toGpu, toDocs('How models are chosen', 'models.md')],
}).withTransformation({
  id: 'organize',
  options: { excludeByName: { Time: true, Value: true }, indexByName: {}, renameByName: {} },
});

/** Whether models are as fast, as sure and as right as they were. */
export function modelHealth(): Dashboard {
  return board({
    uid: DASHBOARD_UIDS.modelHealth,
    title: 'Model health',
    description: 'Latency, confidence, classes, errors and drift of the models.',
    from: 'now-3h',
    refresh: '1m',
    variables: [runnerVariable(), streamsVariable(), modelVariable()],
    annotations: [eventMarks('')],
    sections: [
      { title: 'Now', places: side(4, late, inferenceTime, errorShare, confidenceNow, detectionRate, driftNow) },
      { title: 'Time', places: [...side(10, latencyHeat, inferenceHeat), ...side(9, quantiles, stages)] },
      {
        title: 'Confidence',
        places: [
          { panel: confidenceHeat, width: 16, height: 10 },
          { panel: confidenceBars, width: 8, height: 10 },
          { panel: confidenceKept, width: 24, height: 9 },
        ],
      },
      {
        title: 'Classes',
        places: [
          { panel: classMix, width: 16, height: 9 },
          { panel: classShares, width: 8, height: 9 },
        ],
      },
      { title: 'Errors and drift', places: [...side(9, errors, drift), ...side(9, anomalies, providers)] },
    ],
  });
}
