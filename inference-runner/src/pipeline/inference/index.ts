export { FairSemaphore } from './fair-semaphore.js';
export { type DropReason, type InferenceListener, type InferenceOptions, InferenceStage } from './inference-stage.js';
