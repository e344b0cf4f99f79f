import { type Declaration, gauge, type MetricScope } from '../telemetry/index.js';

const UP = gauge('framewatch_model_up', ['model'], '1 while the model can be run, 0 once it is lost.');
const PROVIDER = gauge(
  'framewatch_execution_provider_info',
  ['model', 'provider'],
  'Always 1; what the model is executed on.'
);

/** What is told of models, for docs/metrics.md. */
export const MODEL_METRICS: readonly Declaration[] = [UP, PROVIDER];

/** Tells of one model, which works. `scope`: with the label `model`. Returns what tells that it is lost. */
export function tellOfModel(scope: MetricScope, provider: string): () => void {
  const up = scope.gauge(UP);
  up.set(1);
  scope.gauges(PROVIDER).with(provider).set(1);
  return () => up.set(0);
}
