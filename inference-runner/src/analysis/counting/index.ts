export type { CountedLine } from './line-crossings.js';
export type { CountedZone } from './zone-visits.js';
export { Counting, type CountingOptions } from './counting.js';
export { COUNTING_DEFAULTS } from './schema.js';
export { unknownClasses } from './unknown-classes.js';
export { COUNTING_METRICS } from './metrics.js';
