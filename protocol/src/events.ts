import { z } from 'zod';
import { readList, type ReadList } from './list.js';
import { parseWith } from './parse.js';
import { directionSchema, idSchema } from './stream.js';

export const severitySchema = z.enum(['info', 'warning', 'critical']);
export type Severity = z.infer<typeof severitySchema>;

/** Text that needs no escaping in a URL path and in a file name; unique among the events of a stream. */
export const eventIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,95}$/, 'an event id has 1 to 96 letters, digits, dots, dashes and underscores');

/** The values that are normal; a bound that is left out does not exist. */
export const expectedSchema = z.object({ low: z.number().optional(), high: z.number().optional() });
export type Expected = z.infer<typeof expectedSchema>;

/**
 * Something that happened on a stream. What lasts is told twice with one `id`: as it begins and as it ends. Times are
 * wall clock, microseconds since 1970.
 */
export const streamEventSchema = z.object({
  id: eventIdSchema,
  stream: idSchema,
  /**
   * `state` for changes of the stream's state, `model` for the loss of its model, `entry` and `crossing` for what was
   * counted; anomalies have types of their own.
   */
  type: z.string(),
  severity: severitySchema,
  message: z.string(),
  beginUs: z.number().int(),
  /** Null while it lasts; equal to `beginUs` for what happens in an instant. */
  endUs: z.number().int().nullable(),
  value: z.number().optional(),
  expected: expectedSchema.optional(),
  zone: idSchema.optional(),
  line: idSchema.optional(),
  direction: directionSchema.optional(),
  class: z.string().optional(),
  track: z.number().int().nonnegative().optional(),
  /** Path of a JPEG of the moment at which it began, below the stream's own path: `stills/ID.jpg`. */
  still: z.string().optional(),
});
export type StreamEvent = z.infer<typeof streamEventSchema>;

/** Types of what is counted: there may be thousands a day, of all others few. */
const COUNTED_TYPES = ['entry', 'crossing'];

/** Whether an event is of a type of which there may be thousands a day. The id of an event begins with its type. */
export function isOfCounting(eventId: string): boolean {
  return COUNTED_TYPES.some((type) => eventId.startsWith(`${type}-`));
}

/** The events that are asked for; what is left out does not matter. */
export type EventFilter = Partial<Pick<StreamEvent, 'type' | 'severity'>>;

/** `GET /streams/{id}/events?from&to&type&severity`: those that last within the range, by their begin, oldest first. */
export const eventHistorySchema = z.object({ stream: idSchema, events: z.array(streamEventSchema) });
export type EventHistory = z.infer<typeof eventHistorySchema>;

const eventElementsSchema = eventHistorySchema.extend({ events: z.array(z.unknown()) });

/** Reads the answer of `/events`; an event that cannot be read is left out. Throws a ProtocolError without a list. */
export function parseEventHistory(value: unknown): EventHistory & Pick<ReadList<StreamEvent>, 'leftOut'> {
  const history = parseWith(eventElementsSchema, value, 'events');
  const { items: events, leftOut } = readList(streamEventSchema, history.events, 'event');
  return { ...history, events, leftOut };
}
