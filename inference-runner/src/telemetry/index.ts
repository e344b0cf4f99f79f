export {
  CONFIDENCE_BUCKETS,
  counter,
  type Declaration,
  DURATION_BUCKETS,
  gauge,
  histogram,
  summary,
} from './declaration.js';
export { earlierSnapshot } from './earlier.js';
export { exampleMetric } from './example-metric.js';
export { type Family, type MetricScope, Registry } from './registry.js';
export type { Counter, Gauge, Histogram, Summary } from './series.js';
