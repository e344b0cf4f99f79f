import type { FrameResult, StreamState, StreamTelemetry } from '@framewatch/protocol';
import type { ReconnectReason } from '../source/types.js';
import { Counters } from './counters.js';
import { Histogram } from './histogram.js';
import type { DropReason, InferenceErrorReason, Stage, StreamMeter } from './types.js';

const MS_PER_SECOND = 1000;

/** Counts what one stream does, and says it in the form that the exporter reads. */
export class StreamTelemetryMeter implements StreamMeter {
  readonly #stream: string;
  readonly #model: string;
  readonly #targetFps: number | null;
  #state: StreamState = 'connecting';
  #lastFrameTimeUs: number | null = null;
  #received = 0;
  #decoded = 0;
  #damaged = 0;
  #inferred = 0;
  #viewers = 0;
  #viewerBytes = 0;
  readonly #dropped = new Counters();
  readonly #detections = new Counters();
  readonly #inferenceErrors = new Counters();
  readonly #reconnects = new Counters();
  readonly #inferenceDuration = Histogram.ofDurations();
  readonly #frameLatency = Histogram.ofDurations();
  readonly #confidence = Histogram.ofConfidences();
  readonly #stages: Readonly<Record<Stage, Histogram>> = {
    decode: Histogram.ofDurations(),
    queue: Histogram.ofDurations(),
    preprocess: Histogram.ofDurations(),
    inference: Histogram.ofDurations(),
    postprocess: Histogram.ofDurations(),
  };
  /** In the newest result. A class stays once it was seen, at 0; none is left when the stream or its inference fails. */
  readonly #objects = new Map<string, number>();

  constructor(stream: string, model: string, targetFps: number | null) {
    this.#stream = stream;
    this.#model = model;
    this.#targetFps = targetFps;
  }

  state(state: StreamState): void {
    this.#state = state;
    if (state !== 'streaming') this.#objects.clear();
  }

  frameReceived(): void {
    this.#received += 1;
  }

  frameDecoded(timeUs: number): void {
    this.#decoded += 1;
    this.#lastFrameTimeUs = timeUs;
  }

  frameDamaged(): void {
    this.#damaged += 1;
  }

  frameDropped(reason: DropReason): void {
    this.#dropped.add(reason);
  }

  inferenceFailed(reason: InferenceErrorReason): void {
    // The objects in this picture were not counted, and the count of the picture before is not theirs.
    this.#objects.clear();
    this.#inferenceErrors.add(reason);
  }

  inferred(result: FrameResult): void {
    this.#inferred += 1;
    for (const name of this.#objects.keys()) this.#objects.set(name, 0);
    for (const detection of result.detections) {
      this.#detections.add(detection.class);
      this.#confidence.observe(detection.confidence);
      this.#objects.set(detection.class, (this.#objects.get(detection.class) ?? 0) + 1);
    }
    const { timings } = result;
    this.#stages.decode.observe(timings.decode / MS_PER_SECOND);
    this.#stages.queue.observe(timings.queue / MS_PER_SECOND);
    this.#stages.preprocess.observe(timings.preprocess / MS_PER_SECOND);
    this.#stages.inference.observe(timings.inference / MS_PER_SECOND);
    this.#stages.postprocess.observe(timings.postprocess / MS_PER_SECOND);
    this.#inferenceDuration.observe(timings.inference / MS_PER_SECOND);
    this.#frameLatency.observe(timings.latency / MS_PER_SECOND);
  }

  reconnected(reason: ReconnectReason): void {
    this.#reconnects.add(reason);
  }

  viewers(change: 1 | -1): void {
    this.#viewers += change;
  }

  viewerBytesSent(bytes: number): void {
    this.#viewerBytes += bytes;
  }

  snapshot(): StreamTelemetry {
    return {
      stream: this.#stream,
      model: this.#model,
      state: this.#state,
      targetFps: this.#targetFps,
      lastFrameTimeUs: this.#lastFrameTimeUs,
      framesReceived: this.#received,
      framesDecoded: this.#decoded,
      framesDamaged: this.#damaged,
      framesInferred: this.#inferred,
      framesDropped: this.#dropped.snapshot(),
      detections: this.#detections.snapshot(),
      inferenceErrors: this.#inferenceErrors.snapshot(),
      reconnects: this.#reconnects.snapshot(),
      anomalies: {},
      lineCrossings: [],
      inferenceDuration: this.#inferenceDuration.snapshot(),
      stageDuration: Object.fromEntries(Object.entries(this.#stages).map(([stage, h]) => [stage, h.snapshot()])),
      frameLatency: this.#frameLatency.snapshot(),
      detectionConfidence: this.#confidence.snapshot(),
      objects: Object.fromEntries(this.#objects),
      zoneObjects: [],
      driftScores: {},
      viewers: this.#viewers,
      viewerBytesSent: this.#viewerBytes,
    };
  }
}
