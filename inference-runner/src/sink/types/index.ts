import { influxdb } from './influxdb.js';
import type { SinkOfAnyType } from './sink-type.js';

export type { ReadWritten, SinkDeps, SinkType } from './sink-type.js';

/** Every type of sink that the configuration can name. To add one, write a file in this folder and add it here. */
export const SINK_TYPES = { influxdb };

export type SinkConfig = ReturnType<(typeof SINK_TYPES)[keyof typeof SINK_TYPES]['configure']>;

/** Returns the type of a sink, as it is written or as it is configured. */
export function sinkTypeOf({ type }: { type: keyof typeof SINK_TYPES }): SinkOfAnyType<SinkConfig> {
  return SINK_TYPES[type];
}
