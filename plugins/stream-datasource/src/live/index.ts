export { describeFailure } from './describeFailure';
export { LiveStreams } from './LiveStreams';
export type { LiveStatus, LiveUpdate } from './types';
