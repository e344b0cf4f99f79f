export { Stream, type StreamDeps } from './stream.js';
export { Turns } from './turns.js';
