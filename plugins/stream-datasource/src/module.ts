import { DataSourcePlugin } from '@grafana/data';
import { ConfigEditor } from './components/ConfigEditor';
import { QueryEditor } from './components/QueryEditor';
import { DataSource } from './datasource';
import { StreamDataSourceOptions, StreamQuery, StreamSecureJsonData } from './types';

export const plugin = new DataSourcePlugin<DataSource, StreamQuery, StreamDataSourceOptions, StreamSecureJsonData>(
  DataSource
)
  .setConfigEditor(ConfigEditor)
  .setQueryEditor(QueryEditor);
