import {
  type DataFrame,
  type DataQueryResponse,
  type DataSourceApi,
  FieldColorModeId,
  LoadingState,
  type PanelData,
  type TimeRange,
  applyFieldOverrides,
  createTheme,
  dateTime,
} from '@grafana/data';
import type { DataQuery } from '@grafana/schema';
import { useEffect, useState } from 'react';

const WINDOW_MS = 60_000;

export function lastMinute(now: number): TimeRange {
  return { from: dateTime(now - WINDOW_MS), to: dateTime(now), raw: { from: 'now-1m', to: 'now' } };
}

/**
 * Runs a query as a dashboard panel does. Every change of `revision` is a refresh: the new subscription starts
 * before the old one ends, which is what Grafana may do.
 */
export function useQuery(source: DataSourceApi, target: DataQuery, revision: number): PanelData {
  const [data, setData] = useState<PanelData>(() => ({
    state: LoadingState.Loading,
    series: [],
    timeRange: lastMinute(Date.now()),
  }));

  useEffect(() => {
    const range = lastMinute(Date.now());
    const packets = new Map<string, DataQueryResponse>();
    const response = source.query({
      requestId: `preview-${revision}`,
      app: 'dashboard',
      targets: [target],
      range,
      interval: '1s',
      intervalMs: 1000,
      maxDataPoints: 600,
      scopedVars: {},
      startTime: Date.now(),
      timezone: 'browser',
    });
    if (response instanceof Promise) throw new Error('the data source answers with a promise, not with a stream');
    const subscription = response.subscribe({
      next: (packet: DataQueryResponse) => {
        packets.set(packet.key ?? 'A', packet);
        const kept = [...packets.values()];
        // An error stays until another response of the same key comes, as in Grafana.
        const errors = kept.flatMap((one) => one.errors ?? []);
        setData({
          state: errors.length > 0 ? LoadingState.Error : (packet.state ?? LoadingState.Done),
          series: withDisplay(kept.flatMap((one) => one.data as DataFrame[])),
          timeRange: lastMinute(Date.now()),
          errors,
        });
      },
      error: (error: Error) =>
        setData({ state: LoadingState.Error, series: [], timeRange: range, error: { message: error.message } }),
    });
    return () => void setTimeout(() => subscription.unsubscribe(), 0);
  }, [source, target, revision]);

  return data;
}

const theme = createTheme();

/** Gives the fields colours and formats, as a dashboard does before a panel sees them. */
function withDisplay(data: DataFrame[]): DataFrame[] {
  const coloured = data.map((frame) => ({
    ...frame,
    fields: frame.fields.map((field, seriesIndex) => ({
      ...field,
      config: { color: { mode: FieldColorModeId.PaletteClassic }, ...field.config },
      state: { ...field.state, seriesIndex },
    })),
  }));
  return applyFieldOverrides({
    data: coloured,
    fieldConfig: { defaults: {}, overrides: [] },
    replaceVariables: (value) => value,
    theme,
    timeZone: 'browser',
  });
}
