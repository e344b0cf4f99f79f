export { FairSemaphore, type Semaphore } from './fair-semaphore.js';
export { type DropReason, type InferenceListener, type InferenceOptions, InferenceStage } from './inference-stage.js';
export { JointSemaphore } from './joint-semaphore.js';
