export { FairSemaphore } from './fair-semaphore.js';
export { type InferenceListener, type InferenceOptions, InferenceStage } from './inference-stage.js';
