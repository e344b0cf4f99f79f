export type { EnsureOptions } from './assets.js';
export { ClipError, ensureSampleClip, ensureSamplePhotographs, makeNumberedClip } from './clip/index.js';
export type { EnsuredClip, NumberedClipOptions } from './clip/index.js';
export { consoleProgress } from './console-progress.js';
export * from './convert/errors.js';
export { cacheFolder } from './fetch/cache.js';
export {
  CacheNotWritableError,
  ContentMismatchError,
  DiskFullError,
  FetchError,
  IntegrityMismatchError,
  PackageUnavailableError,
} from './fetch/errors.js';
export {
  MODEL_NAMES,
  ensureModel,
  ensureModelSources,
  isModelName,
  modelFacts,
  type EnsuredModel,
  type ModelName,
} from './model.js';
export type { OnProgress, Progress } from './progress.js';
