export { Counters } from './counters.js';
export { Histogram } from './histogram.js';
export { createTelemetry, type RunnerIdentity, type Telemetry } from './telemetry.js';
export type { DropReason, InferenceErrorReason, Stage, StreamMeter } from './types.js';
