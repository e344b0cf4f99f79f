import {
  type Counter,
  counter,
  type Declaration,
  DURATION_BUCKETS,
  type Family,
  gauge,
  type Gauge,
  histogram,
  type Histogram,
  type MetricScope,
} from '../telemetry/index.js';

const SINK = ['sink'];
const WRITTEN = counter('framewatch_sink_points_written_total', SINK, 'Points that the sink accepted.');
const DROPPED = counter('framewatch_sink_points_dropped_total', [...SINK, 'reason'], 'Points that were given up.');
const ERRORS = counter(
  'framewatch_sink_write_errors_total',
  [...SINK, 'reason'],
  'Writes that failed and are tried again.'
);
const DURATION = histogram(
  'framewatch_sink_write_duration_seconds',
  SINK,
  'Seconds that one write took.',
  DURATION_BUCKETS
);
const BUFFERED = gauge('framewatch_sink_buffered_points', SINK, 'Points that wait to be written.');
const CAPACITY = gauge(
  'framewatch_sink_buffer_capacity_points',
  SINK,
  'Points that can wait before the oldest are dropped.'
);

/** The metrics of a sink whose unit is points, for docs/metrics.md. */
export const POINT_SINK_METRICS: readonly Declaration[] = [WRITTEN, DROPPED, ERRORS, DURATION, BUFFERED, CAPACITY];

/** Counts of one sink whose unit is points. `scope`: with the label `sink`. */
export class PointSinkMetrics {
  readonly written: Counter;
  /** By the reason of a loss. */
  readonly dropped: Family<'counter'>;
  /** By the reason of a failure. */
  readonly errors: Family<'counter'>;
  /** Seconds. */
  readonly duration: Histogram;
  readonly buffered: Gauge;
  readonly capacity: Gauge;

  constructor(scope: MetricScope) {
    this.written = scope.counter(WRITTEN);
    this.dropped = scope.counters(DROPPED);
    this.errors = scope.counters(ERRORS);
    this.duration = scope.histogram(DURATION);
    this.buffered = scope.gauge(BUFFERED);
    this.capacity = scope.gauge(CAPACITY);
  }
}
