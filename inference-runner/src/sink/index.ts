export { SpoolLockedError } from './errors.js';
export type { InfluxConfig } from './influx-config.js';
export { createInfluxSink, type InfluxSinkDeps } from './influx-sink.js';
export { POINT_SINK_METRICS } from './metrics.js';
export { createInfluxWriter, type WriteLines } from './influx-writer.js';
export { openSink } from './open-sink.js';
export type * from './sink.js';
