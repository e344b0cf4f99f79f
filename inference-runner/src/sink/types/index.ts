import { influxdb } from './influxdb.js';

export type { ReadWritten, SinkDeps, SinkType } from './sink-type.js';

/** Every type of sink that the configuration can name. To add one, write a file in this folder and add it here. */
export const SINK_TYPES = { influxdb };

export type SinkConfig = ReturnType<(typeof SINK_TYPES)[keyof typeof SINK_TYPES]['configure']>;
