export { InferenceError, ModelFileError, ModelShapeError, ModelWorkerError } from './errors.js';
export { loadModel } from './load-model.js';
export type * from './types.js';
