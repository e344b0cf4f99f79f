import {
  columns,
  graph,
  MODEL,
  neutral,
  prom,
  promTable,
  rateBy,
  RUNNER,
  stackedGraph,
  STREAM,
  toDocs,
  toLiveOfSeries,
  upOrDown,
  WINDOW,
} from '../../kit/index.js';
import { NO_ANOMALIES, NO_DRIFT } from '../no-data.js';
import { toErrors, toGpu, toLive } from './shared.js';

const UP = `min by (runner, model) (framewatch_model_up{${RUNNER}})`;
const PROVIDERS = `max by (runner, model, provider) (framewatch_execution_provider_info{${RUNNER}})`;

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
  description: 'How many events began that are not as usual, or against a rule, by stream and type.',
  queries: [
    prom(`sum by (stream, type) (increase(stream:anomalies:total{${STREAM}}[${WINDOW}]))`, '{{stream}} {{type}}'),
  ],
  noData: NO_ANOMALIES,
  links: [toLive],
  unit: 'short',
});

export const providers = columns(
  {
    title: 'What models run on',
    description:
      'Whether each model can be run, and the execution provider that it got. `cpu` where another was asked for means that the other could not be used: the runner’s log says why.',
    noData: 'No data of models: does a runner answer?',
    links: [toGpu, toDocs('How models are chosen', 'models.md'), toDocs('What to do', 'runbooks/model-down.md')],
  },
  ['runner', 'model', 'provider'],
  [
    {
      name: 'State',
      query: promTable(`${PROVIDERS} * on (runner, model) group_left () ${UP} or on (runner, model) ${UP}`),
      mappings: upOrDown(),
      coloured: neutral(),
    },
  ]
);
