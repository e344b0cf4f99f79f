export { addSnapshot } from './convert.js';
export { EXPORTER, RUNNER } from './families.js';
export { readReport, type Report, TooManySeriesError } from './report.js';
