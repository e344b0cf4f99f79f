import { z } from 'zod';
import { readList, type ReadList } from './list.js';
import { parseWith } from './parse.js';
import { idSchema } from './stream.js';

const counter = z.number().int().nonnegative();

/** The detections of one class in a bucket. */
export const classBucketSchema = z.object({
  /** Sum of detections in the bucket; divided by `frames` it is the mean number of objects. */
  detections: counter,
  /** Most objects in one frame. */
  most: counter,
  /** Mean confidence. */
  confidence: z.number(),
});

export const detectionBucketSchema = z.object({
  /** Start of the bucket, milliseconds since 1970. */
  timeMs: z.number().int(),
  /** Inferred frames. */
  frames: counter,
  dropped: counter,
  /** Means over the inferred frames, milliseconds; null without a frame. */
  inferenceMs: z.number().nullable(),
  latencyMs: z.number().nullable(),
  classes: z.record(z.string(), classBucketSchema),
});
export type DetectionBucket = z.infer<typeof detectionBucketSchema>;

/** `GET /streams/{id}/detections?from&to&step`: times in milliseconds since 1970, `step` in milliseconds. */
export const detectionHistorySchema = z.object({
  stream: idSchema,
  stepMs: z.number().int().positive(),
  /** Oldest first; buckets in which nothing was inferred are left out. */
  buckets: z.array(detectionBucketSchema),
});
export type DetectionHistory = z.infer<typeof detectionHistorySchema>;

const bucketElementsSchema = detectionHistorySchema.extend({ buckets: z.array(z.unknown()) });

/**
 * Reads the answer of `/detections`; a bucket that cannot be read is left out. Throws a ProtocolError without a list.
 */
export function parseDetectionHistory(value: unknown): DetectionHistory & Pick<ReadList<DetectionBucket>, 'leftOut'> {
  const history = parseWith(bucketElementsSchema, value, 'detections');
  const { items: buckets, leftOut } = readList(detectionBucketSchema, history.buckets, 'bucket');
  return { ...history, buckets, leftOut };
}
