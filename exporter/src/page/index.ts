export { counter, gauge, histogram, type Family } from './family.js';
export { labels, type Labels, NO_LABELS } from './labels.js';
export { Page } from './page.js';
