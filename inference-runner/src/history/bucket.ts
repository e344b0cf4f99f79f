import type { DetectionBucket, FrameResult } from '@framewatch/protocol';

interface ClassSum {
  detections: number;
  most: number;
  confidence: number;
}

/** Results of a stretch of time, summed up. */
export interface BucketSum {
  timeMs: number;
  frames: number;
  dropped: number;
  inferenceMs: number;
  latencyMs: number;
  classes: Map<string, ClassSum>;
}

export function emptyBucket(timeMs: number): BucketSum {
  return { timeMs, frames: 0, dropped: 0, inferenceMs: 0, latencyMs: 0, classes: new Map() };
}

export function addResult(bucket: BucketSum, result: FrameResult): void {
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

export function addBucket(into: BucketSum, from: BucketSum): void {
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

export function toDetectionBucket(bucket: BucketSum): DetectionBucket {
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

function classOf(bucket: BucketSum, name: string): ClassSum {
  let sum = bucket.classes.get(name);
  if (!sum) bucket.classes.set(name, (sum = { detections: 0, most: 0, confidence: 0 }));
  return sum;
}
