export { Counting, type CountingOptions } from './counting.js';
export { COUNTING_DEFAULTS } from './schema.js';
export { COUNTING_METRICS } from './metrics.js';
