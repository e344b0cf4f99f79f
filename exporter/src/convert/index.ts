export { readReport, type Report, TooManySeriesError } from './report.js';
export { MetricTypes } from './conflicts.js';
