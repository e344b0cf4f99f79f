export { InferencePanel } from './InferencePanel';
