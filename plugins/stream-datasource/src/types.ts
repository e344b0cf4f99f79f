import { DataSourceJsonData } from '@grafana/data';
import { DataQuery } from '@grafana/schema';

/** What a query asks for. These words are stored in dashboards: they may be added to, never changed. */
export const QUERY_TYPES = ['detections', 'history', 'events', 'streams'] as const;
export type QueryType = (typeof QUERY_TYPES)[number];

/** Groups of series that a detections query can return. Stored in dashboards, like the query types. */
export const SERIES = ['classes', 'objects', 'fps', 'inference', 'latency', 'confidence'] as const;
export type Series = (typeof SERIES)[number];

export interface StreamQuery extends DataQuery {
  queryType: QueryType;
  /**
   * Stream id, or a template variable that may hold several. None named means the first stream of the runner, for
   * events all of them.
   */
  stream?: string;
  /** Only these classes are counted; none named means all. May hold template variables. */
  classes?: string[];
  /** Only these series are returned; none named means all. */
  series?: Series[];
}

export const VARIABLE_QUERY_TYPES = ['streams', 'classes'] as const;
export type VariableQueryType = (typeof VARIABLE_QUERY_TYPES)[number];

/** What a dashboard variable lists: the runner's streams, or the classes that the model of a stream knows. */
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
