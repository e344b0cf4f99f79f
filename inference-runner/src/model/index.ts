export { InferenceError, ModelFileError, ModelHungError, ModelShapeError, ModelWorkerError } from './errors.js';
export { loadModel } from './load-model.js';
export type * from './types.js';
