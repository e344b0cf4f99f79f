import type { DetectionBucket, DetectionHistory, EventHistory, FrameResult, StreamEvent } from '@framewatch/protocol';

/** The finest step that the history can answer with, milliseconds. */
export const HISTORY_BASE_STEP_MS = 1000;
/** How far the history of detections reaches back. */
export const HISTORY_SECONDS = 3600;
/** How many events are kept; the oldest go first. */
export const EVENTS_KEPT = 1000;

interface ClassSum {
  detections: number;
  most: number;
  confidence: number;
}

interface BucketSum {
  timeMs: number;
  frames: number;
  dropped: number;
  inferenceMs: number;
  latencyMs: number;
  classes: Map<string, ClassSum>;
}

/**
 * The recent past of one stream, in memory: results reduced to one bucket per second of capture time for an hour, and
 * the last 1000 events. Memory is bounded: about 300 bytes for each second kept and 100 more for each class seen in it,
 * so less than 2 MB for an hour in which three classes are seen all the time.
 */
export class StreamHistory {
  readonly #stream: string;
  /** A second lives in the slot `second % HISTORY_SECONDS`; whatever comes later takes the slot over. */
  readonly #slots = new Array<BucketSum | undefined>(HISTORY_SECONDS);
  readonly #events: StreamEvent[] = [];

  constructor(stream: string) {
    this.#stream = stream;
  }

  addResult(result: FrameResult): void {
    const second = Math.floor(result.captureTimeUs / 1000 / HISTORY_BASE_STEP_MS);
    const timeMs = second * HISTORY_BASE_STEP_MS;
    const slot = ((second % HISTORY_SECONDS) + HISTORY_SECONDS) % HISTORY_SECONDS;
    let bucket = this.#slots[slot];
    // The newest result wins the slot even if its time is the older one: a camera's clock may have been set back.
    if (bucket?.timeMs !== timeMs) {
      bucket = emptyBucket(timeMs);
      this.#slots[slot] = bucket;
    }
    bucket.frames += 1;
    bucket.dropped += result.dropped;
    bucket.inferenceMs += result.timings.inference;
    bucket.latencyMs += result.timings.latency;
    const inFrame = new Map<string, number>();
    for (const detection of result.detections) {
      const sum = classOf(bucket, detection.class);
      const count = (inFrame.get(detection.class) ?? 0) + 1;
      inFrame.set(detection.class, count);
      sum.detections += 1;
      sum.confidence += detection.confidence;
      sum.most = Math.max(sum.most, count);
    }
  }

  addEvent(event: StreamEvent): void {
    this.#events.push(event);
    if (this.#events.length > EVENTS_KEPT) this.#events.shift();
  }

  /**
   * What was seen from `fromMs` (inclusive) to `toMs` (exclusive), milliseconds since 1970. The step of the answer is
   * `stepMs` rounded up to whole seconds; its buckets start at multiples of it, and a base bucket counts when it starts
   * within the range.
   */
  detections(fromMs: number, toMs: number, stepMs: number): DetectionHistory {
    const step = Math.max(1, Math.ceil(stepMs / HISTORY_BASE_STEP_MS)) * HISTORY_BASE_STEP_MS;
    const first = Math.floor(fromMs / HISTORY_BASE_STEP_MS) * HISTORY_BASE_STEP_MS;
    const merged = new Map<number, BucketSum>();
    for (const base of this.#slots) {
      if (!base || base.timeMs < first || base.timeMs >= toMs) continue;
      const timeMs = Math.floor(base.timeMs / step) * step;
      let bucket = merged.get(timeMs);
      if (!bucket) merged.set(timeMs, (bucket = emptyBucket(timeMs)));
      addBucket(bucket, base);
    }
    const buckets = [...merged.values()].sort((a, b) => a.timeMs - b.timeMs).map(toDetectionBucket);
    return { stream: this.#stream, stepMs: step, buckets };
  }

  /** Events from `fromMs` (inclusive) to `toMs` (exclusive), milliseconds since 1970, oldest first. */
  events(fromMs: number, toMs: number): EventHistory {
    const events = this.#events
      .filter((event) => event.timeUs >= fromMs * 1000 && event.timeUs < toMs * 1000)
      .sort((a, b) => a.timeUs - b.timeUs);
    return { stream: this.#stream, events };
  }
}

function emptyBucket(timeMs: number): BucketSum {
  return { timeMs, frames: 0, dropped: 0, inferenceMs: 0, latencyMs: 0, classes: new Map() };
}

function classOf(bucket: BucketSum, name: string): ClassSum {
  let sum = bucket.classes.get(name);
  if (!sum) bucket.classes.set(name, (sum = { detections: 0, most: 0, confidence: 0 }));
  return sum;
}

function addBucket(into: BucketSum, from: BucketSum): void {
  into.frames += from.frames;
  into.dropped += from.dropped;
  into.inferenceMs += from.inferenceMs;
  into.latencyMs += from.latencyMs;
  for (const [name, sum] of from.classes) {
    const target = classOf(into, name);
    target.detections += sum.detections;
    target.confidence += sum.confidence;
    target.most = Math.max(target.most, sum.most);
  }
}

function toDetectionBucket(bucket: BucketSum): DetectionBucket {
  const classes = [...bucket.classes].map(([name, sum]) => [
    name,
    { detections: sum.detections, most: sum.most, confidence: sum.confidence / sum.detections },
  ]);
  return {
    timeMs: bucket.timeMs,
    frames: bucket.frames,
    dropped: bucket.dropped,
    inferenceMs: bucket.inferenceMs / bucket.frames,
    latencyMs: bucket.latencyMs / bucket.frames,
    classes: Object.fromEntries(classes) as DetectionBucket['classes'],
  };
}
