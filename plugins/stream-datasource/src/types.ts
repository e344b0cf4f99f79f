import { DataSourceJsonData } from '@grafana/data';
import { DataQuery } from '@grafana/schema';
import { Severity, severitySchema } from '@framewatch/protocol';

/** What a query asks for. These words are stored in dashboards: they may be added to, never changed. */
export const QUERY_TYPES = ['detections', 'history', 'counts', 'events', 'crossings', 'streams'] as const;
export type QueryType = (typeof QUERY_TYPES)[number];

/** Groups of series that a detections query can return. Stored in dashboards, like the query types. */
export const SERIES = ['classes', 'objects', 'fps', 'inference', 'latency', 'confidence'] as const;
export type Series = (typeof SERIES)[number];

/** Figures of a counts query: `crossings` are those of lines, the others those of zones. Stored in dashboards as well. */
export const FIGURES = ['objects', 'most', 'entries', 'exits', 'unique', 'dwell', 'crossings'] as const;
export type Figure = (typeof FIGURES)[number];

export const SEVERITIES: readonly Severity[] = severitySchema.options;

export interface StreamQuery extends DataQuery {
  queryType: QueryType;
  /**
   * Stream id, or a template variable that may hold several. None named means the first stream of the runner, for
   * events and crossings all of them.
   */
  stream?: string;
  /** Only these classes are counted; none named means all. May hold template variables. */
  classes?: string[];
  /** Only these series are returned; none named means all. */
  series?: Series[];
  /** Only these zones and lines are returned; none named means all. May hold template variables. */
  zones?: string[];
  lines?: string[];
  /** Only these figures are returned; none named means all. */
  figures?: Figure[];
  /** Only events of these types are returned; none named means all. May hold template variables. */
  types?: string[];
  /** Only events of these severities are returned; none named means all. */
  severities?: Severity[];
}

export const VARIABLE_QUERY_TYPES = ['streams', 'classes', 'zones', 'lines'] as const;
export type VariableQueryType = (typeof VARIABLE_QUERY_TYPES)[number];

/** What a dashboard variable lists: the runner's streams, or what a stream has of the others. */
export interface StreamVariableQuery extends DataQuery {
  queryType: VariableQueryType;
  stream?: string;
}

/** Nothing beyond Grafana's own settings: the runner's address is the data source's URL. */
export type StreamDataSourceOptions = DataSourceJsonData;

/** Stored encrypted by Grafana; put into requests by its proxy, never sent to a browser. */
export interface StreamSecureJsonData {
  token?: string;
}

export const DEFAULT_QUERY: Partial<StreamQuery> = { queryType: 'detections' };
