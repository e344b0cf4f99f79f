import { isBuckets, type Metric, ProtocolError } from '@framewatch/protocol';

/**
 * Converts a snapshot of earlier runners, which does not describe itself, to metrics, which are then checked like any
 * others. To be removed with the first release. Throws a ProtocolError when it is not such a snapshot.
 */
export function metricsOfEarlier({ runner, streams, models, sinks }: Record<string, unknown>): unknown {
  const { id, version, startTimeUs } = record(runner);
  const book = new Book();
  book.gauge('framewatch_build_info', { version }, 1);
  book.gauge('framewatch_runner_start_time_seconds', {}, seconds(startTimeUs));
  for (const { model, provider, up } of records(models)) {
    book.gauge('framewatch_execution_provider_info', { model, provider }, 1);
    if (up !== undefined) book.gauge('framewatch_model_up', { model }, up === true ? 1 : 0);
  }
  for (const stream of records(streams)) addStream(book, stream);
  for (const sink of records(sinks)) addSink(book, sink);
  return { runner: { id, version }, metrics: book.metrics };
}

function addStream(book: Book, one: Record<string, unknown>): void {
  const own = { stream: one.stream };
  const both = { ...own, model: one.model };
  book.gauge('framewatch_stream_up', own, one.state === 'streaming' ? 1 : 0);
  book.gauge('framewatch_stream_ended', own, one.state === 'ended' ? 1 : 0);
  if (one.targetFps !== null) book.gauge('framewatch_stream_target_fps', own, one.targetFps);
  if (one.lastFrameTimeUs !== null) {
    book.gauge('framewatch_stream_last_frame_timestamp_seconds', own, seconds(one.lastFrameTimeUs));
  }
  book.counter('framewatch_frames_received_total', own, one.framesReceived);
  book.counter('framewatch_frames_decoded_total', own, one.framesDecoded);
  book.counter('framewatch_frames_damaged_total', own, one.framesDamaged);
  book.counter('framewatch_frames_inferred_total', both, one.framesInferred);
  book.counters('framewatch_frames_dropped_total', own, 'reason', one.framesDropped);
  book.counters('framewatch_detections_total', both, 'class', one.detections);
  book.counters('framewatch_inference_errors_total', both, 'reason', one.inferenceErrors);
  book.counters('framewatch_stream_reconnects_total', own, 'reason', one.reconnects);
  book.histogram('framewatch_inference_duration_seconds', both, one.inferenceDuration);
  for (const [stage, duration] of Object.entries(record(one.stageDuration))) {
    const { counts, sum } = record(duration);
    const count = Array.isArray(counts) ? counts.reduce((total: number, value) => total + Number(value), 0) : null;
    book.add({ name: 'framewatch_stage_duration_seconds', type: 'summary' }, { ...own, stage }, { count, sum });
  }
  book.histogram('framewatch_frame_latency_seconds', own, one.frameLatency);
  book.histogram('framewatch_detection_confidence', both, one.detectionConfidence);
  for (const [name, count] of Object.entries(record(one.objects))) {
    book.gauge('framewatch_objects', { ...own, class: name }, count);
  }
  book.gauge('framewatch_viewers', own, one.viewers);
  book.counter('framewatch_viewer_bytes_sent_total', own, one.viewerBytesSent);
}

function addSink(book: Book, one: Record<string, unknown>): void {
  const own = { sink: one.sink };
  book.counter('framewatch_sink_points_written_total', own, one.pointsWritten);
  book.counters('framewatch_sink_points_dropped_total', own, 'reason', one.pointsDropped);
  book.counters('framewatch_sink_write_errors_total', own, 'reason', one.writeErrors);
  book.histogram('framewatch_sink_write_duration_seconds', own, one.writeDuration);
  book.gauge('framewatch_sink_buffered_points', own, one.bufferedPoints);
  book.gauge('framewatch_sink_buffer_capacity_points', own, one.bufferCapacityPoints);
}

type Values = Readonly<Record<string, unknown>>;

/** Collects metrics by name. */
class Book {
  readonly #metrics = new Map<string, { labels: string[]; samples: unknown[] } & Values>();
  /** Of histograms, by their names: the first ones that are sound. */
  readonly #buckets = new Map<string, readonly number[]>();

  get metrics(): unknown[] {
    return [...this.#metrics.values()].map((metric) => ({
      ...metric,
      buckets: this.#buckets.get(String(metric.name)),
    }));
  }

  add(metric: Pick<Metric, 'name' | 'type'>, labels: Values, sample: Values): void {
    const help = 'Reported by a runner of an earlier version: see docs/metrics.md.';
    const known = this.#metrics.get(metric.name) ?? { ...metric, help, labels: Object.keys(labels), samples: [] };
    this.#metrics.set(metric.name, known);
    known.samples.push({ labels: Object.values(labels), ...sample });
  }

  gauge(name: string, labels: Values, value: unknown): void {
    this.add({ name, type: 'gauge' }, labels, { value });
  }

  counter(name: string, labels: Values, value: unknown): void {
    this.add({ name, type: 'counter' }, labels, { value });
  }

  counters(name: string, labels: Values, label: string, values: unknown): void {
    for (const [key, value] of Object.entries(record(values))) this.counter(name, { ...labels, [label]: key }, value);
  }

  histogram(name: string, labels: Values, value: unknown): void {
    const { bounds, counts, sum } = record(value);
    if (!this.#buckets.has(name) && isBuckets(bounds)) this.#buckets.set(name, bounds);
    // A metric has the same buckets in all of its series. Counts of others are none of its own, and left out as such.
    const fits = JSON.stringify(bounds) === JSON.stringify(this.#buckets.get(name));
    this.add({ name, type: 'histogram' }, labels, { counts: fits ? counts : null, sum });
  }
}

function seconds(us: unknown): unknown {
  return typeof us === 'number' ? us / 1e6 : us;
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function records(value: unknown): Record<string, unknown>[] {
  if (!Array.isArray(value))
    throw new ProtocolError('malformed', 'telemetry: expected lists of streams, models, sinks');
  return value.map(record);
}
