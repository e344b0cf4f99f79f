export { Stream, type StreamDeps } from './stream.js';
export { FairSemaphore } from './fair-semaphore.js';
