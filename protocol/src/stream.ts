import { z } from 'zod';
import { readList, type ReadList } from './list.js';
import { parseWith } from './parse.js';

/**
 * States of a stream. `streaming` is the only one in which frames come; `waiting` waits before a new attempt,
 * `waiting-for-key-frame` with the connection open, for the first frame that can be decoded by itself;
 * `ended` is a file that was read to its end, `failed` will not be tried again without a change of configuration.
 */
export const streamStateSchema = z.enum([
  'connecting',
  'waiting-for-key-frame',
  'streaming',
  'stalled',
  'waiting',
  'ended',
  'failed',
  'stopped',
]);
export type StreamState = z.infer<typeof streamStateSchema>;

/** Stream, zone and line ids: text that needs no escaping in a URL path, a metric label and a file name. */
export const idSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/, 'an id has 1 to 63 letters, digits, dots, dashes and underscores');

export const pointSchema = z.tuple([z.number(), z.number()]);

/** Names of classes and keypoints, in the order of the model's outputs. */
export const labelsSchema = z.object({
  classes: z.array(z.string()),
  keypoints: z.array(z.string()),
  /** Pairs of indices into `keypoints` that are joined by a bone. */
  skeleton: z.array(z.tuple([z.number().int().nonnegative(), z.number().int().nonnegative()])),
});
export type Labels = z.infer<typeof labelsSchema>;

/** The point of a box that decides where an object is; for a zone, `all-corners` have to be in it. */
export const anchorSchema = z.enum(['bottom', 'centre', 'all-corners']);
export type Anchor = z.infer<typeof anchorSchema>;

/**
 * Why an execution provider that was asked for does not run a model: this build of ONNX Runtime does not have it, it did not
 * take the model, or a run on it failed.
 */
export const refusalReasonSchema = z.enum(['not-in-build', 'not-loaded', 'run-failed']);
export type RefusalReason = z.infer<typeof refusalReasonSchema>;

/** What one model is executed on. */
export const executionSchema = z.object({
  model: z.string(),
  /** As ONNX Runtime names it: `cpu`, `cuda`, `tensorrt`, … */
  provider: z.string(),
  /** The providers that were tried before it. `detail` is what the provider said. */
  refused: z.array(z.object({ provider: z.string(), reason: refusalReasonSchema, detail: z.string() })),
});
export type Execution = z.infer<typeof executionSchema>;

/** A polygon in fractions of the picture. */
export const zoneSchema = z.object({
  id: idSchema,
  points: z.array(pointSchema).min(3),
  /** Classes that are counted in it; left out for all. */
  classes: z.array(z.string()).optional(),
});
export type Zone = z.infer<typeof zoneSchema>;

/** `in` is towards the right-hand side of a line for who stands at `from` and looks to `to`, in the picture; `out` back. */
export const directionSchema = z.enum(['in', 'out']);
export type Direction = z.infer<typeof directionSchema>;

/** A directed line in fractions of the picture. */
export const lineSchema = z.object({
  id: idSchema,
  from: pointSchema,
  to: pointSchema,
  /** Classes that are counted on it; left out for all. */
  classes: z.array(z.string()).optional(),
});
export type Line = z.infer<typeof lineSchema>;

export const videoFormatSchema = z.enum(['h264', 'jpeg', 'none']);
export type VideoFormat = z.infer<typeof videoFormatSchema>;

export const streamDescriptorSchema = z.object({
  id: idSchema,
  name: z.string(),
  state: streamStateSchema,
  /** Why the stream is in this state, if there is a reason; never contains credentials. */
  reason: z.string().optional(),
  /** Unknown (null) until the first frame. */
  width: z.number().int().positive().nullable(),
  height: z.number().int().positive().nullable(),
  fps: z.number().positive().nullable(),
  /** Codec of the source, as FFmpeg names it: `h264`, `hevc`, `mjpeg`, … */
  codec: z.string().nullable(),
  model: z.string(),
  /** Of each model that is run on its frames. Absent: not known. */
  execution: z.array(executionSchema).optional(),
  labels: labelsSchema,
  zones: z.array(zoneSchema),
  lines: z.array(lineSchema),
  capabilities: z.object({
    video: z.array(videoFormatSchema),
    /** True when viewers get the source's own video; false when it has to be encoded for them. */
    passthrough: z.boolean(),
    snapshot: z.boolean(),
  }),
});
export type StreamDescriptor = z.infer<typeof streamDescriptorSchema>;

export const streamListSchema = z.object({ streams: z.array(streamDescriptorSchema) });

const streamElementsSchema = z.object({ streams: z.array(z.unknown()) });

/**
 * Reads the answer of `GET /streams`; a stream that cannot be read is left out. Throws a ProtocolError without a list.
 */
export function parseStreamList(value: unknown): ReadList<StreamDescriptor> {
  return readList(streamDescriptorSchema, parseWith(streamElementsSchema, value, 'streams').streams, 'stream');
}

export const healthSchema = z.object({
  status: z.enum(['ok', 'degraded', 'stopping']),
  version: z.string(),
  streams: z.object({ total: z.number().int().nonnegative(), up: z.number().int().nonnegative() }),
  /** What is broken beside the streams: a lost model. */
  reason: z.string().optional(),
});
export type Health = z.infer<typeof healthSchema>;
