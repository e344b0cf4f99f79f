import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PROMETHEUS, STREAMS } from './sources.js';
import { STATE } from './states.js';

interface VariableSpec {
  name: string;
  label: string;
  description: string;
  /** The metric with its selector, as `up{job="node"}`. */
  series: string;
  /** The label whose values are listed; without it, the name. */
  values?: string;
}

/** A list of a label's values in the time range. */
function labelValues({ name, label, description, series, values = name }: VariableSpec): QueryVariableBuilder {
  const query = `label_values(${series}, ${values})`;
  return new QueryVariableBuilder(name)
    .label(label)
    .description(description)
    .datasource(PROMETHEUS)
    .definition(query)
    .query({ qryType: 1, query, refId: 'PrometheusVariableQueryEditor-VariableQuery' })
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.NaturalAsc);
}

/**
 * A variable with one of the values of a label of `series`. The values that `good` holds for come first, so a board opens
 * with one of them; a choice stays while its value is there.
 */
export function one(spec: VariableSpec, good: string): QueryVariableBuilder {
  const { name, series, values = name } = spec;
  const query = `query_result(${series} ${good} or ${series})`;
  return labelValues(spec)
    .definition(query)
    .query({ qryType: 3, query, refId: 'PrometheusVariableQueryEditor-VariableQuery' })
    .regex(`/[{,]${values}="([^"]+)"/`)
    .sort(VariableSort.Disabled)
    .multi(false)
    .includeAll(false);
}

/** Any number of the values; all of them at first. */
export const several = (spec: VariableSpec): QueryVariableBuilder =>
  labelValues(spec)
    .multi(true)
    .includeAll(true)
    .allValue('.*')
    .current({ selected: true, text: ['All'], value: ['$__all'] });

/** The data source that leads to the runner of the chosen stream; see CHOSEN_STREAMS. */
export const sourceVariable = (): DatasourceVariableBuilder =>
  new DatasourceVariableBuilder('source')
    .label('Source')
    .description('The data source of the runner that has the stream, for video, live values and events.')
    .type(STREAMS.type ?? '')
    .multi(false)
    .includeAll(false)
    .current({ selected: true, text: 'Framewatch streams', value: STREAMS.uid ?? '' });

export const runnerVariable = (): QueryVariableBuilder =>
  several({
    name: 'runner',
    label: 'Runner',
    description: 'The inference-runners, by the id in their configuration.',
    series: 'runner:state',
  });

const STREAM_SPEC: VariableSpec = {
  name: 'stream',
  label: 'Stream',
  description: 'The streams of the chosen runners.',
  series: 'stream:state{runner=~"$runner"}',
};
export const streamVariable = (): QueryVariableBuilder => one(STREAM_SPEC, `== ${STATE.up}`);
export const streamsVariable = (): QueryVariableBuilder => several(STREAM_SPEC);

export const modelVariable = (): QueryVariableBuilder =>
  several({
    name: 'model',
    label: 'Model',
    description: 'The models that the chosen streams use.',
    series: 'framewatch_frames_inferred_total{runner=~"$runner",stream=~"$stream"}',
  });
