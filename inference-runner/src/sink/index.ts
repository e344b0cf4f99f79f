export { SpoolLockedError } from './errors.js';
export { createInfluxSink, type InfluxSinkDeps } from './influx-sink.js';
export { createInfluxWriter, type WriteLines } from './influx-writer.js';
export type * from './types.js';
