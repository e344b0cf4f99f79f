export { Stream, type StreamDeps } from './stream.js';
