import { counter, type Declaration, gauge, type MetricScope } from '../telemetry/index.js';
import type { Fallback } from './session/messages.js';

const UP = gauge('framewatch_model_up', ['model'], '1 while the model can be run, 0 once it is lost.');
const PROVIDER = gauge(
  'framewatch_execution_provider_info',
  ['model', 'provider'],
  'Always 1; what the model is executed on.'
);
const FALLBACKS = counter(
  'framewatch_model_fallbacks_total',
  ['model', 'provider'],
  'Times that the model failed on this execution provider while it ran, and went on on another one.'
);

/** What is told of models, for docs/metrics.md. */
export const MODEL_METRICS: readonly Declaration[] = [UP, PROVIDER, FALLBACKS];

/** Tells of one model. */
export interface ModelMeter {
  lost(): void;
  fellBack(fallback: Fallback): void;
}

/** Tells of one model, which works. `scope`: with the label `model`. */
export function createModelMeter(scope: MetricScope, provider: string): ModelMeter {
  const [up, providers] = [scope.gauge(UP), scope.gauges(PROVIDER)];
  up.set(1);
  providers.with(provider).set(1);
  return {
    lost: () => up.set(0),
    fellBack({ from, to }) {
      scope.counters(FALLBACKS).with(from).add(1);
      providers.clear();
      providers.with(to).set(1);
    },
  };
}
