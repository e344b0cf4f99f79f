export { type ExporterJob, exportedBy, exportedNames, isExported } from './exported.js';
export { metricsOnPage } from './page.js';
export { type MetricSelector, metricsIn, PromqlError } from './promql.js';
