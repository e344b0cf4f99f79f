import { influxdb } from './influxdb.js';

export type { ReadWritten, SinkDeps, SinkType } from './sink-type.js';

/** Every type of sink that the configuration can name. A new one is a file beside this, and an entry here. */
export const SINK_TYPES = { influxdb };

export type SinkConfig = ReturnType<(typeof SINK_TYPES)[keyof typeof SINK_TYPES]['configure']>;
