import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common';
import { DATA_SOURCE_UIDS } from '../uids.js';

export const STREAMS: DataSourceRef = { type: 'framewatch-stream-datasource', uid: DATA_SOURCE_UIDS.streams };
/** The one that the variable `source` chooses: runners that are not replicas of each other have a data source each. */
export const CHOSEN_STREAMS: DataSourceRef = { type: STREAMS.type, uid: '${source}' };
export const PROMETHEUS: DataSourceRef = { type: 'prometheus', uid: DATA_SOURCE_UIDS.prometheus };
export const FLUX: DataSourceRef = { type: 'influxdb', uid: DATA_SOURCE_UIDS.flux };
export const INFLUXQL: DataSourceRef = { type: 'influxdb', uid: DATA_SOURCE_UIDS.influxql };
