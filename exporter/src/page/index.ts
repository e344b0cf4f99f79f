export { counter, gauge, histogram, type Family } from './family.js';
export { type Labels, Page } from './page.js';
