export { FairSemaphore, JointSemaphore } from './inference/index.js';
export { STREAM_METRICS, StreamMetrics } from './publisher/index.js';
export { Stream, type StreamDeps } from './stream.js';
