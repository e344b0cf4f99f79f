import { type ClassSum, sumByClass } from './class-sums.js';
import type { FrameResult } from './frame-result.js';
import type { DetectionBucket } from './history.js';

/**
 * The sum of the results of a period, from which means are derived: by the runner, and by clients that draw its
 * history.
 */
export class BucketSum {
  #frames = 0;
  #dropped = 0;
  #inferenceMs = 0;
  #latencyMs = 0;
  readonly #classes = new Map<string, ClassSum>();

  /** `timeMs`: start of the period, milliseconds since 1970. */
  constructor(readonly timeMs: number) {}

  addResult({ detections, timings, dropped }: FrameResult): void {
    this.#frames += 1;
    this.#dropped += dropped;
    this.#inferenceMs += timings.inference;
    this.#latencyMs += timings.latency;
    for (const [name, sum] of sumByClass(detections)) this.#addClass(name, sum);
  }

  /** Adds another sum. */
  add(other: BucketSum): void {
    this.#frames += other.#frames;
    this.#dropped += other.#dropped;
    this.#inferenceMs += other.#inferenceMs;
    this.#latencyMs += other.#latencyMs;
    for (const [name, sum] of other.#classes) this.#addClass(name, sum);
  }

  /** Adds a bucket of a runner's answer. */
  addBucket({ frames, dropped, inferenceMs, latencyMs, classes }: DetectionBucket): void {
    this.#frames += frames;
    this.#dropped += dropped;
    this.#inferenceMs += (inferenceMs ?? 0) * frames;
    this.#latencyMs += (latencyMs ?? 0) * frames;
    for (const [name, { detections, most, confidence }] of Object.entries(classes)) {
      this.#addClass(name, { detections, most, confidence: confidence * detections });
    }
  }

  /** Inferred frames. */
  get frames(): number {
    return this.#frames;
  }

  get classNames(): Iterable<string> {
    return this.#classes.keys();
  }

  /** Mean of the frames, milliseconds; null without a frame. */
  get inferenceMs(): number | null {
    return this.#frames > 0 ? this.#inferenceMs / this.#frames : null;
  }

  /** Mean of the frames, milliseconds; null without a frame. */
  get latencyMs(): number | null {
    return this.#frames > 0 ? this.#latencyMs / this.#frames : null;
  }

  /** Mean number of objects of these classes in one frame; null without a frame. */
  objects(classes: readonly string[]): number | null {
    return this.#frames > 0 ? this.#sum(classes, 'detections') / this.#frames : null;
  }

  /** Mean confidence of the detections of these classes; null without a detection. */
  confidence(classes: readonly string[]): number | null {
    const detections = this.#sum(classes, 'detections');
    return detections > 0 ? this.#sum(classes, 'confidence') / detections : null;
  }

  /** Returns the bucket in the form of a runner's answer. */
  toBucket(): DetectionBucket {
    const classes = [...this.#classes].map(([name, { detections, most, confidence }]) => [
      name,
      { detections, most, confidence: confidence / detections },
    ]);
    return {
      timeMs: this.timeMs,
      frames: this.#frames,
      dropped: this.#dropped,
      inferenceMs: this.inferenceMs,
      latencyMs: this.latencyMs,
      classes: Object.fromEntries(classes) as DetectionBucket['classes'],
    };
  }

  #addClass(name: string, { detections, most, confidence }: ClassSum): void {
    const sum = this.#classes.get(name);
    if (sum) {
      sum.detections += detections;
      sum.most = Math.max(sum.most, most);
      sum.confidence += confidence;
    } else this.#classes.set(name, { detections, most, confidence });
  }

  #sum(classes: readonly string[], of: 'detections' | 'confidence'): number {
    return classes.reduce((total, name) => total + (this.#classes.get(name)?.[of] ?? 0), 0);
  }
}
