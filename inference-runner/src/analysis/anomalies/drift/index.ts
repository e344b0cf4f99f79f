export { Drift } from './drift.js';
