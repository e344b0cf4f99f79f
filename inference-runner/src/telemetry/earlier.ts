import type { HistogramSample, Metric, SummarySample, TelemetrySnapshot, ValueSample } from '@framewatch/protocol';

/**
 * Returns the snapshot in the form for exporters that do not know the self-describing one, with the metrics that those
 * publish. To be removed with the first release.
 */
export function earlierSnapshot({ runner, metrics }: TelemetrySnapshot): object {
  const look = new Lookup(metrics);
  const startTime = look.values('framewatch_runner_start_time_seconds', {})[0]?.value ?? 0;
  return {
    runner: { ...runner, startTimeUs: Math.round(startTime * 1e6) },
    streams: look.values('framewatch_frames_inferred_total', {}).map(({ labels }) => earlierStream(look, labels)),
    models: look.values('framewatch_execution_provider_info', {}).map(({ labels: { model = '', provider = '' } }) => ({
      model,
      provider,
      up: look.value('framewatch_model_up', { model }) === 1,
    })),
    sinks: look.values('framewatch_sink_points_written_total', {}).map(({ labels: { sink = '' }, value }) => ({
      sink,
      pointsWritten: value,
      pointsDropped: look.by('framewatch_sink_points_dropped_total', { sink }, 'reason'),
      writeErrors: look.by('framewatch_sink_write_errors_total', { sink }, 'reason'),
      writeDuration: look.histogram('framewatch_sink_write_duration_seconds', { sink }),
      bufferedPoints: look.value('framewatch_sink_buffered_points', { sink }),
      bufferCapacityPoints: look.value('framewatch_sink_buffer_capacity_points', { sink }),
    })),
  };
}

function earlierStream(look: Lookup, { stream = '', model = '' }: Labels): object {
  const own = { stream };
  const up = look.value('framewatch_stream_up', own) === 1;
  const ended = look.value('framewatch_stream_ended', own) === 1;
  const lastFrame = look.value('framewatch_stream_last_frame_timestamp_seconds', own);
  return {
    stream,
    model,
    // Those exporters use the state only to tell whether the stream is up, and whether it has ended.
    state: up ? 'streaming' : ended ? 'ended' : 'stopped',
    targetFps: look.value('framewatch_stream_target_fps', own),
    lastFrameTimeUs: lastFrame === null ? null : Math.round(lastFrame * 1e6),
    framesReceived: look.value('framewatch_frames_received_total', own),
    framesDecoded: look.value('framewatch_frames_decoded_total', own),
    framesDamaged: look.value('framewatch_frames_damaged_total', own),
    framesInferred: look.value('framewatch_frames_inferred_total', own),
    framesDropped: look.by('framewatch_frames_dropped_total', own, 'reason'),
    detections: look.by('framewatch_detections_total', own, 'class'),
    inferenceErrors: look.by('framewatch_inference_errors_total', own, 'reason'),
    reconnects: look.by('framewatch_stream_reconnects_total', own, 'reason'),
    anomalies: {},
    lineCrossings: [],
    inferenceDuration: look.histogram('framewatch_inference_duration_seconds', own),
    stageDuration: look.summariesBy('framewatch_stage_duration_seconds', own, 'stage'),
    frameLatency: look.histogram('framewatch_frame_latency_seconds', own),
    detectionConfidence: look.histogram('framewatch_detection_confidence', own),
    objects: look.by('framewatch_objects', own, 'class'),
    zoneObjects: [],
    driftScores: {},
    viewers: look.value('framewatch_viewers', own),
    viewerBytesSent: look.value('framewatch_viewer_bytes_sent_total', own),
  };
}

type Labels = Readonly<Record<string, string>>;
type Labelled<T> = Omit<T, 'labels'> & { labels: Labels };
type AnySample = ValueSample | SummarySample | HistogramSample;

/**
 * Finds series by their metric's name and one of their labels. Each is looked at once, however many streams there are.
 */
class Lookup {
  readonly #metrics: ReadonlyMap<string, Metric>;
  /** By the metric's name, a label and its value. */
  readonly #series = new Map<string, Labelled<AnySample>[]>();

  constructor(metrics: readonly Metric[]) {
    this.#metrics = new Map(metrics.map((metric) => [metric.name, metric]));
    for (const { name, labels, samples } of metrics) {
      for (const sample of samples) {
        const own = Object.fromEntries(labels.map((label, i) => [label, sample.labels[i] ?? '']));
        const series = { ...sample, labels: own };
        this.#keep(name, series);
        for (const [label, value] of Object.entries(own)) this.#keep(`${name} ${label}=${value}`, series);
      }
    }
  }

  #keep(key: string, series: Labelled<AnySample>): void {
    const known = this.#series.get(key);
    if (known) known.push(series);
    else this.#series.set(key, [series]);
  }

  values(name: string, labels: Labels): Labelled<ValueSample>[] {
    return this.#find<ValueSample>(name, labels);
  }

  value(name: string, labels: Labels): number | null {
    return this.values(name, labels)[0]?.value ?? null;
  }

  by(name: string, labels: Labels, label: string): Record<string, number> {
    return Object.fromEntries(this.values(name, labels).map((one) => [one.labels[label] ?? '', one.value]));
  }

  histogram(name: string, labels: Labels): object {
    const [one] = this.#find<HistogramSample>(name, labels);
    const metric = this.#metrics.get(name);
    const bounds = metric?.type === 'histogram' ? metric.buckets : [];
    return one ? { bounds, counts: one.counts, sum: one.sum } : { bounds: [], counts: [0], sum: 0 };
  }

  summariesBy(name: string, labels: Labels, label: string): object {
    const found = this.#find<SummarySample>(name, labels);
    return Object.fromEntries(
      found.map((one) => [one.labels[label] ?? '', { bounds: [], counts: [one.count], sum: one.sum }])
    );
  }

  /** `wanted`: one label, or none for all series. */
  #find<T extends AnySample>(name: string, wanted: Labels): Labelled<T>[] {
    const [label] = Object.entries(wanted);
    const key = label ? `${name} ${label[0]}=${label[1]}` : name;
    return (this.#series.get(key) ?? []) as unknown as Labelled<T>[];
  }
}
