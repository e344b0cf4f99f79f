export { JPEG_MAX_FPS, JPEG_MAX_WIDTH, StreamRelay } from './stream-relay.js';
export type * from './types.js';
