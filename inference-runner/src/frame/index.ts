export { FrameDisposedError, type FrameTimes, SharedFrame } from './shared-frame.js';
