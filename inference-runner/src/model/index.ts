export {
  InferenceError,
  type InferenceErrorReason,
  ModelFileError,
  ModelHungError,
  ModelShapeError,
  ModelWorkerError,
} from './errors.js';
export { chainOf } from './chain.js';
export { fileFacts, type OnnxFileInfo, readOnnxFile } from './file/index.js';
export { loadModel } from './load-model.js';
export { recognise, type Recognised } from './recognise.js';
export { ModelGroup } from './model-group.js';
export { createModelMeter, MODEL_METRICS, type ModelMeter } from './metrics.js';
export type { Fallback } from './session/messages.js';
export { type FileFacts, type Inference, type Model, type ModelSignature, NO_FACTS, type ValueInfo } from './types.js';
