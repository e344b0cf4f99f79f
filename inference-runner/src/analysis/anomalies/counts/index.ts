export { Counts } from './counts.js';
export { type OffsetAt, offsetOf } from './hour-of-week.js';
