export * from './annex-b.js';
export { FrameNumbers } from './frame-numbers.js';
export { type SequenceParameters, readSps } from './sps.js';
