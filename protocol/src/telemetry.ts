/**
 * The media type of a telemetry snapshot, for `Accept` of `GET /telemetry`.
 */
export const TELEMETRY_MEDIA_TYPE = 'application/vnd.framewatch.telemetry+json';

/** A summary has no quantiles here, only the number of values and their sum. */
export const METRIC_TYPES = ['counter', 'gauge', 'summary', 'histogram'] as const;
export type MetricType = (typeof METRIC_TYPES)[number];

/** Values of the metric's labels, in the order in which the metric names them. */
interface Labelled {
  labels: string[];
}

export interface ValueSample extends Labelled {
  value: number;
}

export interface SummarySample extends Labelled {
  count: number;
  sum: number;
}

/**
 * `counts[i]` is of values ≤ `buckets[i]` and > the bound before; the last, one more than `buckets`, is of the rest.
 */
export interface HistogramSample extends Labelled {
  counts: number[];
  sum: number;
}

interface MetricBase {
  /** `framewatch_…`, base units, `_total` at the end of counters. */
  name: string;
  /** Unit and meaning, for people. */
  help: string;
  /** Names of its labels, without `runner`, which the exporter adds. */
  labels: string[];
}

/** One metric and its series. It describes itself, so that the exporter needs no list of metrics. */
export type Metric =
  | (MetricBase & { type: 'counter' | 'gauge'; samples: ValueSample[] })
  | (MetricBase & { type: 'summary'; samples: SummarySample[] })
  | (MetricBase & { type: 'histogram'; buckets: number[]; samples: HistogramSample[] });

/** `GET /telemetry`: all metrics of a runner. Counters only grow while the runner lives. */
export interface TelemetrySnapshot {
  runner: { id: string; version: string };
  metrics: Metric[];
}
