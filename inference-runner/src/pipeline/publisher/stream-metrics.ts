import { type FrameResult, type StreamEvent, type StreamState, sumByClass } from '@framewatch/protocol';
import type { InferenceErrorReason } from '../../model/index.js';
import type { ReconnectReason } from '../../source/index.js';
import {
  CONFIDENCE_BUCKETS,
  counter,
  type Counter,
  type Declaration,
  DURATION_BUCKETS,
  type Family,
  gauge,
  type Gauge,
  histogram,
  type Histogram,
  type MetricScope,
  summary,
  type Summary,
} from '../../telemetry/index.js';
import type { DropReason } from '../inference/index.js';

const MS_PER_SECOND = 1000;

/** Stages of a frame whose duration is measured. */
const STAGES = ['decode', 'queue', 'preprocess', 'inference', 'postprocess'] as const;
type Stage = (typeof STAGES)[number];

const STREAM = ['stream'];
const MODEL = ['stream', 'model'];

const UP = gauge('framewatch_stream_up', STREAM, '1 while frames come from the source, 0 otherwise.');
const ENDED = gauge(
  'framewatch_stream_ended',
  STREAM,
  '1 once a file was played to its end, so that no frame is to come.'
);
const TARGET_FPS = gauge(
  'framewatch_stream_target_fps',
  STREAM,
  'Frames per second that should be inferred; absent where as many as possible are.'
);
const LAST_FRAME = gauge(
  'framewatch_stream_last_frame_timestamp_seconds',
  STREAM,
  'Unix time at which the newest frame came; absent before the first.'
);
const RECONNECTS = counter(
  'framewatch_stream_reconnects_total',
  [...STREAM, 'reason'],
  'Times that the source was lost and had to be opened again; further attempts do not count.'
);
const RECEIVED = counter('framewatch_frames_received_total', STREAM, 'Frames that arrived from the source.');
const DECODED = counter('framewatch_frames_decoded_total', STREAM, 'Frames that were decoded into pictures.');
const DAMAGED = counter(
  'framewatch_frames_damaged_total',
  STREAM,
  'Decoded frames of which a part, or the frame before, was lost; by default they are not inferred.'
);
const INFERRED = counter('framewatch_frames_inferred_total', MODEL, 'Frames that the model was run on, with a result.');
const DROPPED = counter(
  'framewatch_frames_dropped_total',
  [...STREAM, 'reason'],
  'Decoded frames that were not inferred; newer-frame is what a busy model does to a live stream.'
);
const ERRORS = counter(
  'framewatch_inference_errors_total',
  [...MODEL, 'reason'],
  'Inferences that failed; not-finite is a model whose output is NaN or infinite.'
);
const INFERENCE = histogram(
  'framewatch_inference_duration_seconds',
  MODEL,
  'Seconds that the model took for one frame.',
  DURATION_BUCKETS
);
const STAGE = summary(
  'framewatch_stage_duration_seconds',
  [...STREAM, 'stage'],
  'Seconds that frames spent in a stage: decode, queue, preprocess, inference, postprocess.'
);
const LATENCY = histogram(
  'framewatch_frame_latency_seconds',
  STREAM,
  'Seconds from the arrival of the packet until its result was ready.',
  DURATION_BUCKETS
);
const DETECTIONS = counter('framewatch_detections_total', [...MODEL, 'class'], 'Detections in all results.');
const CONFIDENCE = histogram(
  'framewatch_detection_confidence',
  MODEL,
  'Confidence of detections, 0 to 1.',
  CONFIDENCE_BUCKETS
);
const OBJECTS = gauge(
  'framewatch_objects',
  [...STREAM, 'class'],
  'Objects in the newest result; absent while the stream is down, and after a frame that could not be inferred.'
);
const ANOMALIES = counter(
  'framewatch_anomalies_total',
  [...STREAM, 'type'],
  'Anomalies that have begun: events that last, not changes of state, entries or crossings.'
);

/** The metrics of a stream, for docs/metrics.md. */
export const STREAM_METRICS: readonly Declaration[] = [
  UP,
  ENDED,
  TARGET_FPS,
  LAST_FRAME,
  RECONNECTS,
  RECEIVED,
  DECODED,
  DAMAGED,
  INFERRED,
  DROPPED,
  ERRORS,
  INFERENCE,
  STAGE,
  LATENCY,
  DETECTIONS,
  CONFIDENCE,
  OBJECTS,
  ANOMALIES,
];

/** Counts what one stream does. Counters are never reset while the runner lives. */
export class StreamMetrics {
  readonly #up: Gauge;
  readonly #ended: Gauge;
  readonly #lastFrame: Gauge;
  readonly #received: Counter;
  readonly #decoded: Counter;
  readonly #damaged: Counter;
  readonly #inferred: Counter;
  readonly #dropped: Family<'counter'>;
  readonly #errors: Family<'counter'>;
  readonly #reconnects: Family<'counter'>;
  readonly #detections: Family<'counter'>;
  readonly #anomalies: Family<'counter'>;
  readonly #inference: Histogram;
  readonly #latency: Histogram;
  readonly #confidence: Histogram;
  readonly #stages: Readonly<Record<Stage, Summary>>;
  readonly #objects: Family<'gauge'>;
  /** Classes that were seen. Their series stay, with the value 0. */
  readonly #seen = new Set<string>();

  /** `scope`: with the labels `stream` and `model`. `targetFps`: null when the stream infers as many as it can. */
  constructor(scope: MetricScope, targetFps: number | null) {
    this.#up = scope.gauge(UP);
    this.#ended = scope.gauge(ENDED);
    scope.gauge(TARGET_FPS).set(targetFps);
    this.#lastFrame = scope.gauge(LAST_FRAME);
    this.#received = scope.counter(RECEIVED);
    this.#decoded = scope.counter(DECODED);
    this.#damaged = scope.counter(DAMAGED);
    this.#inferred = scope.counter(INFERRED);
    this.#dropped = scope.counters(DROPPED);
    this.#errors = scope.counters(ERRORS);
    this.#reconnects = scope.counters(RECONNECTS);
    this.#detections = scope.counters(DETECTIONS);
    this.#anomalies = scope.counters(ANOMALIES);
    this.#inference = scope.histogram(INFERENCE);
    this.#latency = scope.histogram(LATENCY);
    this.#confidence = scope.histogram(CONFIDENCE);
    const stages = scope.summaries(STAGE);
    this.#stages = Object.fromEntries(STAGES.map((stage) => [stage, stages.with(stage)])) as Record<Stage, Summary>;
    this.#objects = scope.gauges(OBJECTS);
    this.state('connecting');
  }

  state(state: StreamState): void {
    this.#up.set(state === 'streaming' ? 1 : 0);
    this.#ended.set(state === 'ended' ? 1 : 0);
    if (state !== 'streaming') this.#forgetObjects();
  }

  frameReceived(): void {
    this.#received.add();
  }

  /** `timeUs`: wall clock. */
  frameDecoded(timeUs: number): void {
    this.#decoded.add();
    this.#lastFrame.set(timeUs / 1e6);
  }

  /** Called in addition to the count of decoded frames. */
  frameDamaged(): void {
    this.#damaged.add();
  }

  frameDropped(reason: DropReason): void {
    this.#dropped.with(reason).add();
  }

  inferenceFailed(reason: InferenceErrorReason): void {
    // Removes the count of objects: those of this frame are unknown, and the count of the frame before is not theirs.
    this.#forgetObjects();
    this.#errors.with(reason).add();
  }

  inferred({ detections, timings }: FrameResult): void {
    this.#inferred.add();
    const classes = sumByClass(detections);
    for (const [name, sum] of classes) {
      this.#seen.add(name);
      this.#detections.with(name).add(sum.detections);
    }
    for (const name of this.#seen) this.#objects.with(name).set(classes.get(name)?.detections ?? 0);
    for (const { confidence } of detections) this.#confidence.observe(confidence);
    for (const stage of STAGES) this.#stages[stage].observe(timings[stage] / MS_PER_SECOND);
    this.#inference.observe(timings.inference / MS_PER_SECOND);
    this.#latency.observe(timings.latency / MS_PER_SECOND);
  }

  /** What begins is counted; its end is the same event. */
  event({ type, endUs }: StreamEvent): void {
    if (endUs === null) this.#anomalies.with(type).add();
  }

  reconnected(reason: ReconnectReason): void {
    this.#reconnects.with(reason).add();
  }

  #forgetObjects(): void {
    this.#seen.clear();
    this.#objects.clear();
  }
}
