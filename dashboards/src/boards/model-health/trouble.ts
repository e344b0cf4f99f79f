import {
  graph,
  grid,
  MODEL,
  prom,
  promTable,
  rateBy,
  stackedGraph,
  STREAM,
  toDocs,
  toLiveOfSeries,
  WINDOW,
} from '../../kit/index.js';
import { NO_ANOMALIES, NO_DRIFT } from '../no-data.js';
import { toErrors, toGpu, toLive } from './shared.js';

export const errors = stackedGraph({
  title: 'Failed inferences, by reason',
  description:
    '`preprocess`: the frame could not be made the model’s input. `session`: the model failed to run. `postprocess`: its output could not be read.',
  queries: [prom(rateBy('stream, reason', 'framewatch_inference_errors_total', MODEL), '{{stream}} {{reason}}')],
  noData: 'No data of failed inferences in this time',
  links: [toErrors, toGpu],
  unit: 'suffix: /s',
});

export const drift = graph({
  title: 'Drift, by signal',
  description: 'How far each signal is from what is usual for its stream; 0 is usual.',
  queries: [
    prom(
      `max by (runner, stream, signal) (framewatch_model_drift_score{${MODEL}})`,
      '{{stream}} {{signal}} ({{runner}})'
    ),
  ],
  noData: NO_DRIFT,
  links: [toLive],
  unit: 'short',
  dataLinks: [toLiveOfSeries()],
});

export const anomalies = stackedGraph({
  title: 'Anomalies',
  description: 'How often something unusual was seen, by stream and type.',
  queries: [
    prom(`sum by (stream, type) (increase(framewatch_anomalies_total{${STREAM}}[${WINDOW}]))`, '{{stream}} {{type}}'),
  ],
  noData: NO_ANOMALIES,
  links: [toLive],
  unit: 'short',
});

export const providers = grid({
  title: 'What models run on',
  description:
    'The execution provider that each model got. `cpu` where another was asked for means that the other could not be used: the runner’s log says why.',
  queries: [promTable('max by (runner, model, provider) (framewatch_execution_provider_info{runner=~"$runner"})')],
  noData: 'No data of models: does a runner answer?',
  links: [toGpu, toDocs('How models are chosen', 'models.md')],
}).withTransformation({
  id: 'organize',
  options: { excludeByName: { Time: true, Value: true }, indexByName: {}, renameByName: {} },
});
