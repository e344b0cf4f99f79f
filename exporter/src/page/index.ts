export { counter, gauge, histogram, type Family } from './family.js';
export { Page } from './page.js';
export type { Labels } from './snapshot-metric.js';
