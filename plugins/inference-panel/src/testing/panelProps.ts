import {
  type DataFrame,
  EventBusSrv,
  FieldType,
  LoadingState,
  type PanelProps,
  createDataFrame,
  dateTime,
} from '@grafana/data';
import { DEFAULT_OPTIONS, type PanelOptions } from '../options';

const base = '/api/datasources/proxy/uid/cams/viewer/v1';

/** A frame as the data source returns it for a stream. `value`: its newest value. */
export function frameOf(stream: string, value = 0, live = true): DataFrame {
  const livePath = `${base}/streams/${stream}/live`;
  const framewatch = { stream, datasourceUid: 'cams', livePath, live };
  const fields = [{ name: 'person', type: FieldType.number, values: [value] }];
  return createDataFrame({ fields, meta: { custom: { framewatch } } });
}

/** The props that Grafana gives the panel, for a query over the last minute. */
export function propsOf(series: DataFrame[], options: Partial<PanelOptions> = {}, state = LoadingState.Streaming) {
  const timeRange = { from: dateTime(0), to: dateTime(1), raw: { from: 'now-1m', to: 'now' } };
  const props: PanelProps<PanelOptions> = {
    id: 1,
    title: 'Lobby',
    data: { series, state, timeRange },
    timeRange,
    timeZone: 'utc',
    options: { ...DEFAULT_OPTIONS, ...options },
    fieldConfig: { defaults: {}, overrides: [] },
    transparent: false,
    width: 640,
    height: 360,
    renderCounter: 0,
    eventBus: new EventBusSrv(),
    onOptionsChange: jest.fn(),
    onFieldConfigChange: jest.fn(),
    onChangeTimeRange: jest.fn(),
    replaceVariables: (text) => text,
  };
  return props;
}

/** The same for a query over a range in the past. */
export function pastPropsOf(from: string, to: string) {
  const props = propsOf([frameOf('lobby', 0, false)], {}, LoadingState.Done);
  const timeRange = { ...props.timeRange, raw: { from, to } };
  return { ...props, timeRange, data: { ...props.data, timeRange } };
}
