import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { CHOSEN_STREAMS, FLUX, INFLUXQL, PROMETHEUS } from './sources.js';

/** A query and the data source that it goes to; a panel gives it its letter. */
export interface Query {
  source: DataSourceRef;
  build: (refId: string) => Builder<Dataquery>;
}

/** The queries of data sources that the SDK has no builder for are plain objects. */
function plain(source: DataSourceRef, fields: Record<string, unknown>): Query {
  return {
    source,
    build: (refId) => ({
      build: () => ({ ...fields, refId, datasource: source, _implementsDataqueryVariant: () => undefined }),
    }),
  };
}

const prometheus = (expr: string, change: (query: DataqueryBuilder) => DataqueryBuilder): Query => ({
  source: PROMETHEUS,
  build: (refId) => change(new DataqueryBuilder().refId(refId).datasource(PROMETHEUS).expr(expr)),
});

/** PromQL over the dashboard's time range. The legend may use labels, as in `{{stream}}`. */
export const prom = (expr: string, legend = '__auto'): Query =>
  prometheus(expr, (query) => query.range().legendFormat(legend));

/** PromQL at the end of the time range: one value per series. */
export const promNow = (expr: string, legend = '__auto'): Query =>
  prometheus(expr, (query) => query.instant().legendFormat(legend));

/** PromQL at the end of the time range, as rows of a table with a column per label. */
export const promTable = (expr: string): Query =>
  prometheus(expr, (query) => query.instant().format(PromQueryFormat.Table));

/** Buckets of a histogram over time, with the label `le`. */
export const promBuckets = (expr: string): Query =>
  prometheus(expr, (query) => query.range().format(PromQueryFormat.Heatmap).legendFormat('{{le}}'));

/** Buckets of a histogram at the end of the time range; Grafana takes the ones below off each. */
export const promBucketsNow = (expr: string): Query =>
  prometheus(expr, (query) => query.instant().format(PromQueryFormat.Heatmap).legendFormat('{{le}}'));

/** A Flux query, as InfluxDB 2 has it. */
export const flux = (lines: readonly string[]): Query => plain(FLUX, { query: lines.join('\n  |> ') });

/** An InfluxQL query; the alias may use tags, as in `$tag_stream`. */
export const influxql = (query: string, alias: string): Query =>
  plain(INFLUXQL, { query, alias, rawQuery: true, resultFormat: 'time_series' });

/** What the stream data source can be asked for; see `plugins/stream-datasource/src/types.ts`. */
export interface StreamsQuery {
  queryType: 'detections' | 'history' | 'events' | 'streams';
  stream?: string;
  series?: ('classes' | 'objects' | 'fps' | 'inference' | 'latency' | 'confidence')[];
}

/** A query to a runner, through the stream data source. */
export const streams = (query: StreamsQuery, source: DataSourceRef = CHOSEN_STREAMS): Query =>
  plain(source, { ...query });
