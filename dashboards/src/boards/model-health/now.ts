import { figure, highIsBad, MODEL, prom, promNow, STREAM, toDocs, WINDOW } from '../../kit/index.js';
import { toErrors, toGpu, toLive } from './shared.js';

export const late = figure({
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

export const inferenceTime = figure({
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

export const errorShare = figure({
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

export const confidenceNow = figure({
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

export const detectionRate = figure({
  title: 'Detections',
  description: 'Detections per second of all classes.',
  queries: [prom(`sum(rate(framewatch_detections_total{${MODEL}}[${WINDOW}]))`, 'detections')],
  noData: 'No detections',
  links: [toLive],
  unit: 'suffix: /s',
}).decimals(1);

export const driftNow = figure({
  title: 'Drift',
  description: 'The strongest drift signal among the chosen streams; 0 is usual.',
  queries: [prom(`max(framewatch_model_drift_score{${MODEL}})`, 'drift')],
  noData: 'No stream reports drift',
  links: [toLive],
  unit: 'short',
}).decimals(2);
