import type { MetricType } from '@framewatch/protocol';

/**
 * A metric's declaration. Each metric is declared once, beside where it is counted; docs/metrics.md lists all of them.
 */
export interface Declaration<T extends MetricType = MetricType> {
  readonly type: T;
  /** `framewatch_…`, base units, `_total` at the end of counters. */
  readonly name: string;
  /** Unit and meaning. */
  readonly help: string;
  /** Names of its labels, all of them bounded. */
  readonly labels: readonly string[];
  /** Upper bounds, ascending; of histograms only. */
  readonly buckets?: readonly number[];
}

/** Upper bounds of the buckets of durations, seconds. */
export const DURATION_BUCKETS = [0.002, 0.005, 0.01, 0.02, 0.033, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1, 2.5] as const;
/** Upper bounds of the buckets of confidences: tenths. */
export const CONFIDENCE_BUCKETS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1] as const;

const of =
  <T extends Exclude<MetricType, 'histogram'>>(type: T) =>
  (name: string, labels: readonly string[], help: string): Declaration<T> => ({ type, name, labels, help });

export const counter = of('counter');
export const gauge = of('gauge');
/** Number of values and their sum. Gives a mean at a tenth of a histogram's series. */
export const summary = of('summary');

export function histogram(
  name: string,
  labels: readonly string[],
  help: string,
  buckets: readonly number[]
): Declaration<'histogram'> {
  return { type: 'histogram', name, labels, help, buckets };
}
