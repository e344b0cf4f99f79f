export {
  type AnalyserDeps,
  Analysis,
  ANALYSIS_DEFAULTS,
  createAnalysers,
  EventIds,
  type LumaImage,
  Tracking,
} from './analysis/index.js';
export * from './config/index.js';
export { annotate } from './draw/index.js';
export { FrameDisposedError, SharedFrame } from './frame/index.js';
export { assign } from './sharding/index.js';
export { createLog } from './log.js';
export {
  type Inference,
  InferenceError,
  type Model,
  ModelFileError,
  ModelShapeError,
  ModelWorkerError,
  type FileFacts,
  fileFacts,
  loadModel,
  type OnnxFileInfo,
  recognise,
  type Recognised,
  readOnnxFile,
} from './model/index.js';
export { METRICS } from './metrics.js';
export { type Declaration, exampleMetric, Registry } from './telemetry/index.js';
export { createRunner, type Runner, type RunnerDeps } from './runner.js';
export { VERSION } from './version.js';
export { AddressInUseError, AddressUnusableError, TokenRequiredError } from './viewer/index.js';
