import {
  LruCache,
  type CountBucket,
  type CountHistory,
  type DetectionHistory,
  type EventFilter,
  type EventHistory,
  type FrameResult,
  type StreamEvent,
  isOfCounting,
  type TodayCounts,
} from '@framewatch/protocol';
import { CountRing } from './count-ring.js';
import { Resolution } from './resolution.js';
import { SECOND_MS, SecondRing } from './second-ring.js';

/** How far the history of detections reaches back. */
export const HISTORY_SECONDS = 3600;
/** How many events are kept of those that are counted by the thousand, and of all others; the oldest go first. */
export const EVENTS_KEPT = 1000;
/** Number of steps for which buckets are maintained: those that were asked for last. */
const STEPS_READY = 4;
/** Number of answers that are cached until there is something new. */
const ANSWERS_KEPT = 8;

/**
 * The recent past of one stream, in memory: results and counts reduced to one bucket per second of capture time for an
 * hour, and the last 1000 entries and crossings and 1000 other events. Memory is bounded: about 300 bytes for each second kept and 100 more for each class seen in it,
 * so less than 2 MB for an hour in which three classes are seen all the time; as much again for every step that is kept
 * ready, less for longer ones.
 *
 * Answers are cached: the same question returns the same object until something new comes, and an unchanged bucket is
 * the same object in every answer. So callers can cache what they make of them, their JSON for example.
 */
export class StreamHistory {
  readonly #stream: string;
  readonly #seconds = new SecondRing(HISTORY_SECONDS);
  readonly #resolutions = new LruCache<Resolution>(STEPS_READY);
  readonly #detections = new LruCache<DetectionHistory>(ANSWERS_KEPT);
  /** By id, in the order in which they were first told: entries and crossings, which are many, and all others. */
  readonly #counted = new Map<string, StreamEvent>();
  readonly #others = new Map<string, StreamEvent>();
  readonly #eventAnswers = new LruCache<EventHistory>(ANSWERS_KEPT);
  readonly #counts: CountRing;
  #newestMs = -Infinity;

  constructor(stream: string) {
    this.#stream = stream;
    this.#counts = new CountRing(stream, HISTORY_SECONDS);
  }

  addResult(result: FrameResult): void {
    const timeMs = Math.floor(result.captureTimeUs / 1000 / SECOND_MS) * SECOND_MS;
    const { bucket, evicted } = this.#seconds.take(timeMs);
    bucket.addResult(result);
    for (const resolution of this.#resolutions.values()) {
      if (evicted) resolution.forget(evicted.timeMs);
      resolution.add(timeMs, result);
    }
    this.#newestMs = Math.max(this.#newestMs, timeMs);
    this.#detections.clear();
  }

  /** `today`: the totals at the end of the bucket; null where nothing is tracked. */
  addCounts(bucket: CountBucket, today: TodayCounts | null): void {
    this.#counts.add(bucket, today);
  }

  addEvent(event: StreamEvent): void {
    const kept = isOfCounting(event.id) ? this.#counted : this.#others;
    kept.set(event.id, event);
    const [oldest] = kept.keys();
    if (kept.size > EVENTS_KEPT && oldest !== undefined) kept.delete(oldest);
    this.#eventAnswers.clear();
  }

  /**
   * What was seen from `fromMs` (inclusive) to `toMs` (exclusive), milliseconds since 1970. The step of the answer is
   * `stepMs` rounded up to whole seconds; its buckets start at multiples of it, and a second counts when it starts
   * within the range, the first one also when it contains `fromMs`.
   */
  detections(fromMs: number, toMs: number, stepMs: number): DetectionHistory {
    const step = Math.max(1, Math.ceil(stepMs / SECOND_MS)) * SECOND_MS;
    const first = Math.floor(fromMs / SECOND_MS) * SECOND_MS;
    // Every `toMs` after the newest second gives the same answer.
    const end = Math.min(Math.ceil(toMs / SECOND_MS) * SECOND_MS, this.#newestMs + SECOND_MS);
    return this.#detections.get(`${step} ${first} ${end}`, () => {
      const resolution = this.#resolutions.get(String(step), () => new Resolution(step, this.#seconds));
      return { stream: this.#stream, stepMs: step, buckets: resolution.within(first, end, this.#newestMs) };
    });
  }

  /** What was counted, in the range and step as of `detections`. */
  counts(fromMs: number, toMs: number, stepMs: number): CountHistory {
    return this.#counts.within(fromMs, toMs, stepMs);
  }

  /**
   * Events that last at some time from `fromMs` (inclusive) to `toMs` (exclusive), milliseconds since 1970, oldest first.
   */
  events(fromMs: number, toMs: number, { type, severity }: EventFilter = {}): EventHistory {
    return this.#eventAnswers.get(`${fromMs} ${toMs} ${severity} ${type}`, () => {
      const events = [...this.#others.values(), ...this.#counted.values()]
        .filter(({ beginUs, endUs }) => (endUs ?? Infinity) >= fromMs * 1000 && beginUs < toMs * 1000)
        .filter((event) => (type ?? event.type) === event.type && (severity ?? event.severity) === event.severity)
        .sort((a, b) => a.beginUs - b.beginUs);
      return { stream: this.#stream, events };
    });
  }
}
