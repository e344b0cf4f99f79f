import type { Execution } from '@framewatch/protocol';
import { counter, type Declaration, gauge, type MetricScope } from '../telemetry/index.js';
import type { Fallback } from './session/messages.js';

const UP = gauge('framewatch_model_up', ['model'], '1 while the model can be run, 0 once it is lost.');
const PROVIDER = gauge(
  'framewatch_execution_provider_info',
  ['model', 'provider'],
  'Always 1; what the model is executed on.'
);
const REFUSED = gauge(
  'framewatch_execution_provider_refused_info',
  ['model', 'provider', 'reason'],
  'Always 1; an execution provider that was asked for and does not run the model, and why.'
);
const FALLBACKS = counter(
  'framewatch_model_fallbacks_total',
  ['model', 'provider'],
  'Times that the model failed on this execution provider while it ran, and went on on another one.'
);

/** What is told of models, for docs/metrics.md. */
export const MODEL_METRICS: readonly Declaration[] = [UP, PROVIDER, REFUSED, FALLBACKS];

/** Tells of one model. */
export interface ModelMeter {
  lost(): void;
  /** `execution`: after it. */
  fellBack(fallback: Fallback, execution: Execution): void;
}

/** Tells of one model, which works. `scope`: with the label `model`. */
export function createModelMeter(scope: MetricScope, execution: Execution): ModelMeter {
  const [up, providers, refusals] = [scope.gauge(UP), scope.gauges(PROVIDER), scope.gauges(REFUSED)];
  const executed = ({ provider, refused }: Execution) => {
    providers.clear();
    providers.with(provider).set(1);
    refusals.clear();
    for (const each of refused) refusals.with(each.provider, each.reason).set(1);
  };
  up.set(1);
  executed(execution);
  return {
    lost: () => up.set(0),
    fellBack({ from }, after) {
      scope.counters(FALLBACKS).with(from).add(1);
      executed(after);
    },
  };
}
