export { FairSemaphore } from './inference/index.js';
export { Stream, type StreamDeps } from './stream.js';
