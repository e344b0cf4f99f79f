import { z } from 'zod';
import { readList, type ReadList } from './list.js';
import { parseWith } from './parse.js';
import { idSchema } from './stream.js';

const counter = z.number().int().nonnegative();

/** What the objects of one class did in one zone. */
export const zoneCountSchema = z.object({
  /** Mean number of objects in the zone, over the inferred frames. */
  objects: z.number().nonnegative(),
  /** Most objects in one frame. */
  most: counter,
  /** These, and what follows, need tracks: absent where nothing is tracked. */
  entries: counter.optional(),
  exits: counter.optional(),
  /** Objects that have been in the zone since the day began, at the end of the bucket. */
  unique: counter.optional(),
  /** Visits that ended, and the sum of their durations, seconds. */
  visits: counter.optional(),
  dwellSeconds: z.number().nonnegative().optional(),
});
export type ZoneCount = z.infer<typeof zoneCountSchema>;

/** Crossings of a line by the objects of one class. */
export const lineCountSchema = z.object({ in: counter, out: counter });
export type LineCount = z.infer<typeof lineCountSchema>;

/** What was counted in one span of capture time: by zone or line, then by class. */
export const countBucketSchema = z.object({
  /** Start of the bucket, milliseconds since 1970. */
  timeMs: z.number().int(),
  /** Inferred frames. */
  frames: counter,
  zones: z.record(idSchema, z.record(z.string(), zoneCountSchema)),
  lines: z.record(idSchema, z.record(z.string(), lineCountSchema)),
});
export type CountBucket = z.infer<typeof countBucketSchema>;

/** The totals of a day. */
export const todayCountsSchema = z.object({
  /** In the runner's time zone, `2026-11-25`. */
  day: z.iso.date(),
  zones: z.record(
    idSchema,
    z.record(
      z.string(),
      z.object({
        entries: counter,
        exits: counter,
        unique: counter,
        visits: counter,
        dwellSeconds: z.number().nonnegative(),
      })
    )
  ),
  lines: z.record(idSchema, z.record(z.string(), lineCountSchema)),
});
export type TodayCounts = z.infer<typeof todayCountsSchema>;

/** `GET /streams/{id}/counts?from&to&step`: times in milliseconds since 1970, `step` in milliseconds. */
export const countHistorySchema = z.object({
  stream: idSchema,
  stepMs: z.number().int().positive(),
  /** Oldest first; buckets in which nothing was inferred are left out. */
  buckets: z.array(countBucketSchema),
  /** Of the day of the newest result; absent before it, and where nothing is tracked. */
  today: todayCountsSchema.optional(),
});
export type CountHistory = z.infer<typeof countHistorySchema>;

const bucketElementsSchema = countHistorySchema.extend({ buckets: z.array(z.unknown()) });

/** Reads the answer of `/counts`; a bucket that cannot be read is left out. Throws a ProtocolError without a list. */
export function parseCountHistory(value: unknown): CountHistory & Pick<ReadList<CountBucket>, 'leftOut'> {
  const history = parseWith(bucketElementsSchema, value, 'counts');
  const { items: buckets, leftOut } = readList(countBucketSchema, history.buckets, 'bucket');
  return { ...history, buckets, leftOut };
}
