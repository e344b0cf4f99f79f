import { type Declaration, type Family, gauge, type MetricScope } from '../../telemetry/index.js';

const ACTIVE = gauge(
  'framewatch_anomaly_active',
  ['stream', 'type'],
  '1 while an anomaly of the type lasts, 0 while none does; absent while it is not watched, or learns.'
);
const LEARNING = gauge(
  'framewatch_anomaly_learning_ratio',
  ['stream', 'type'],
  'How much of its learning time a detector of anomalies has seen, 0 to 1: from 1 on it says something.'
);
const DRIFT = gauge(
  'framewatch_model_drift_score',
  ['stream', 'model', 'signal'],
  'How far what a model says is from its reference, by signal: confidence, classes, latency.'
);

/** The metrics of anomalies, for docs/metrics.md. */
export const ANOMALY_METRICS: readonly Declaration[] = [ACTIVE, LEARNING, DRIFT];

/** Shows which anomalies of one stream last, and what is not known yet. */
export class AnomalyMeter {
  readonly #active: Family<'gauge'>;
  readonly #learning: Family<'gauge'>;
  readonly #drift: Family<'gauge'>;

  /** `scope`: with the labels `stream` and `model`. */
  constructor(scope: MetricScope) {
    this.#active = scope.gauges(ACTIVE);
    this.#learning = scope.gauges(LEARNING);
    this.#drift = scope.gauges(DRIFT);
  }

  /** Null where it is not watched at the moment. */
  active(type: string, active: boolean | null): void {
    this.#active.with(type).set(active === null ? null : Number(active));
  }

  /** `ratio`: 0 to 1. */
  learnt(type: string, ratio: number): void {
    this.#learning.with(type).set(Math.min(1, ratio));
  }

  /** Null where there is too little to say. */
  drift(signal: string, score: number | null): void {
    this.#drift.with(signal).set(score);
  }
}
