import type { StreamConfig } from '../config/index.js';
import { CameraSource } from './camera-source.js';
import { FileSource } from './file-source.js';
import type { SourceDeps, VideoSource } from './types.js';

export * from './errors.js';
export { TRANSITIONS } from './state-machine.js';
export type * from './types.js';

/**
 * Creates the source of a stream: a camera for rtsp:// and rtsps://, else a file. A wrong URL fails after the start.
 */
export function createSource(
  config: Pick<StreamConfig, 'url' | 'pace' | 'loop' | 'stallSeconds' | 'tls'>,
  deps: SourceDeps
): VideoSource {
  return /^rtsps?:\/\//i.test(config.url) ? new CameraSource(config, deps) : new FileSource(config, deps);
}
