import { z } from 'zod';
import { type EventFilter, severitySchema } from '@framewatch/protocol';
import { HttpProblem } from './errors.js';

/** Most buckets that one answer may have. */
export const MAX_BUCKETS = 5000;
const DEFAULT_RANGE_MS = 15 * 60_000;
const DEFAULT_BUCKETS = 300;
const SECOND_MS = 1000;

/** Milliseconds since 1970, in digits; up to the year 2255, where microseconds stop being exact. */
const timeMs = z
  .string()
  .regex(/^\d{1,13}$/, 'expected milliseconds since 1970')
  .transform(Number);
const duration = z
  .string()
  .regex(/^[1-9]\d{0,12}$/, 'expected a number of milliseconds above 0')
  .transform(Number);

const eventsSchema = z.strictObject({
  from: timeMs.optional(),
  to: timeMs.optional(),
  type: z.string().max(64).optional(),
  severity: severitySchema.optional(),
});
const bucketsSchema = z.strictObject({ from: timeMs.optional(), to: timeMs.optional(), step: duration.optional() });
const snapshotSchema = z.strictObject({ annotated: z.enum(['0', '1'], 'expected 0 or 1').optional() });

export interface Range {
  fromMs: number;
  toMs: number;
}

/** `from` and `to` default to the last 15 minutes, `step` to what gives about 300 buckets. Throws an HttpProblem. */
export function parseBucketsQuery(query: unknown, nowMs: number): Range & { stepMs: number } {
  const { from, to, step } = parse(bucketsSchema, query);
  const toMs = to ?? nowMs;
  const range = ordered(from ?? Math.max(0, toMs - DEFAULT_RANGE_MS), toMs);
  const lengthMs = range.toMs - range.fromMs;
  const stepMs = step ?? Math.max(1, Math.ceil(lengthMs / DEFAULT_BUCKETS / SECOND_MS)) * SECOND_MS;
  if (lengthMs / stepMs > MAX_BUCKETS) {
    throw new HttpProblem(
      400,
      'too-many-buckets',
      `step: ${stepMs} ms makes more than ${MAX_BUCKETS} buckets of this range: use at least ${Math.ceil(lengthMs / MAX_BUCKETS)}`
    );
  }
  return { ...range, stepMs };
}

/** `from` and `to` default to everything that is kept, whatever the clock says now. Throws an HttpProblem. */
export function parseEventsQuery(query: unknown): Range & EventFilter {
  const { from, to, ...filter } = parse(eventsSchema, query);
  return { ...ordered(from ?? 0, to ?? Infinity), ...filter };
}

/** Without `annotated` the picture is unchanged. Throws an HttpProblem. */
export function parseSnapshotQuery(query: unknown): { annotated: boolean } {
  return { annotated: parse(snapshotSchema, query).annotated === '1' };
}

function ordered(fromMs: number, toMs: number): Range {
  if (fromMs >= toMs) throw new HttpProblem(400, 'bad-query', `from: ${fromMs} is not before to: ${toMs}`);
  return { fromMs, toMs };
}

function parse<T>(schema: z.ZodType<T>, query: unknown): T {
  const result = schema.safeParse(query);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const where = issue && issue.path.length > 0 ? `${issue.path.map(String).join('.')}: ` : '';
  throw new HttpProblem(400, 'bad-query', `${where}${issue?.message ?? 'not a valid query'}`);
}
