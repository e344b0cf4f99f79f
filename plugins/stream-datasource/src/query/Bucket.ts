import { DetectionBucket, FrameResult } from '@framewatch/protocol';

interface ClassSums {
  detections: number;
  confidence: number;
}

/** Sums over the frames that were inferred within one step of time, from which means are made. */
export class Bucket {
  frames = 0;
  private inferenceMs = 0;
  private latencyMs = 0;
  private readonly classes = new Map<string, ClassSums>();

  addResult({ detections, timings }: FrameResult): void {
    this.frames++;
    this.inferenceMs += timings.inference;
    this.latencyMs += timings.latency;
    for (const detection of detections) {
      this.addClass(detection.class, 1, detection.confidence);
    }
  }

  addHistory(bucket: DetectionBucket): void {
    this.frames += bucket.frames;
    this.inferenceMs += (bucket.inferenceMs ?? 0) * bucket.frames;
    this.latencyMs += (bucket.latencyMs ?? 0) * bucket.frames;
    for (const [name, { detections, confidence }] of Object.entries(bucket.classes)) {
      this.addClass(name, detections, confidence * detections);
    }
  }

  /** Adds what another bucket counted. */
  add(other: Bucket): void {
    this.frames += other.frames;
    this.inferenceMs += other.inferenceMs;
    this.latencyMs += other.latencyMs;
    for (const [name, { detections, confidence }] of other.classes) {
      this.addClass(name, detections, confidence);
    }
  }

  get classNames(): Iterable<string> {
    return this.classes.keys();
  }

  /** Mean milliseconds per frame; null without a frame. */
  get inference(): number | null {
    return this.frames > 0 ? this.inferenceMs / this.frames : null;
  }

  get latency(): number | null {
    return this.frames > 0 ? this.latencyMs / this.frames : null;
  }

  /** Mean number of objects of these classes in one frame; null without a frame. */
  objects(classes: readonly string[]): number | null {
    return this.frames > 0 ? this.sum(classes, 'detections') / this.frames : null;
  }

  /** Mean confidence of the detections of these classes; null without a detection. */
  confidence(classes: readonly string[]): number | null {
    const detections = this.sum(classes, 'detections');
    return detections > 0 ? this.sum(classes, 'confidence') / detections : null;
  }

  private addClass(name: string, detections: number, confidence: number): void {
    const sums = this.classes.get(name) ?? { detections: 0, confidence: 0 };
    sums.detections += detections;
    sums.confidence += confidence;
    this.classes.set(name, sums);
  }

  private sum(classes: readonly string[], of: keyof ClassSums): number {
    return classes.reduce((total, name) => total + (this.classes.get(name)?.[of] ?? 0), 0);
  }
}
