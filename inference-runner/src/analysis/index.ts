export { Analysis } from './analysis.js';
export { StatusEvents } from './status-events.js';
export type * from './types.js';
