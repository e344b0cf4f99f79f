export { readReport, type Report, TooManySeriesError } from './report.js';
export { commonTypes, withTypes } from './conflicts.js';
