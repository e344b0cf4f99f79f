import { figure, highIsBad, MODEL, ofStreams, promNow, STREAM, toDocs, whileUp } from '../../kit/index.js';
import { NOT_MEASURED } from '../no-data.js';
import { toErrors, toGpu, toLive } from './shared.js';

/** Of the chosen models of streams that are up, over 5 minutes. */
const rateNow = (metric: string): string => `sum(${whileUp(`rate(${metric}{${MODEL}}[5m])`)})`;

export const late = figure({
  title: 'Late frames',
  description:
    'Share of the frames whose result took longer than 250 ms, over the time range of the dashboard, of streams that are up. The objective allows 1 %.',
  queries: [
    promNow(
      ofStreams(
        `1 - sum(${whileUp(`increase(framewatch_frame_latency_seconds_bucket{${STREAM},le="0.25"}[$__range])`)}) / sum(${whileUp(`increase(framewatch_frame_latency_seconds_count{${STREAM}}[$__range])`)})`
      ),
      'late'
    ),
  ],
  links: [toLive, toDocs('What to do', 'runbooks/latency-budget-burn-fast.md')],
  unit: 'percentunit',
})
  .decimals(2)
  .thresholds(highIsBad(0.005, 0.01));

export const inferenceTime = figure({
  title: 'Inference, 95 %',
  description: 'Within this time the model was done with 95 % of the frames, over 5 minutes.',
  queries: [
    promNow(
      ofStreams(
        `histogram_quantile(0.95, sum by (le) (${whileUp(`rate(framewatch_inference_duration_seconds_bucket{${MODEL}}[5m])`)}))`
      ),
      'inference'
    ),
  ],
  links: [toGpu],
  unit: 's',
});

const failed = `(${rateNow('framewatch_inference_errors_total')} or vector(0))`;

export const errorShare = figure({
  title: 'Failed inferences',
  description: 'Share of the inferences that failed, over 5 minutes. Their frames have no result.',
  queries: [promNow(ofStreams(`${failed} / (${rateNow('framewatch_frames_inferred_total')} + ${failed})`), 'failed')],
  links: [toErrors],
  unit: 'percentunit',
})
  .decimals(2)
  .thresholds(highIsBad(0.001, 0.01));

export const confidenceNow = figure({
  title: 'Mean confidence',
  description:
    'Mean confidence of all detections of 5 minutes. It falls when pictures get worse or show what the model does not know.',
  queries: [
    promNow(
      ofStreams(
        `${rateNow('framewatch_detection_confidence_sum')} / ${rateNow('framewatch_detection_confidence_count')}`
      ),
      'confidence'
    ),
  ],
  links: [toLive],
  unit: 'percentunit',
}).decimals(0);

export const detectionRate = figure({
  title: 'Detections',
  description: 'Detections per second of all classes, over 5 minutes.',
  queries: [promNow(ofStreams(rateNow('framewatch_detections_total')), 'detections')],
  links: [toLive],
  unit: 'suffix: /s',
}).decimals(1);

export const driftNow = figure({
  title: 'Drift',
  description: 'The strongest drift signal among the chosen streams; 0 is usual.',
  queries: [promNow(ofStreams(`max(framewatch_model_drift_score{${MODEL}})`), 'drift')],
  noData: NOT_MEASURED,
  links: [toLive],
  unit: 'short',
}).decimals(2);
