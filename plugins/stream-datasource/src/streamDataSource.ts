import { DataSourceApi } from '@grafana/data';
import { RunnerApi } from './api';
import { StreamDataSourceOptions, StreamQuery } from './types';

/** The data source as its editors know it. */
export interface StreamDataSource extends DataSourceApi<StreamQuery, StreamDataSourceOptions> {
  readonly api: RunnerApi;
}
