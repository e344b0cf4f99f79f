export { ClipError } from './errors.js';
export { makeNumberedClip, type NumberedClipOptions } from './numbered-clip.js';
export { ensureSampleClip, ensureSamplePhotographs, type EnsuredClip } from './sample-clip.js';
