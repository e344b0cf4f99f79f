import { z } from 'zod';
import { lineCountSchema } from './counts.js';
import { parseJson, parseWith } from './parse.js';
import { idSchema } from './stream.js';

/** x, y, width, height of a box; x and y are its top left corner. Fractions of the picture, 0 to 1. */
export const boxSchema = z.tuple([z.number(), z.number(), z.number(), z.number()]);
export type Box = z.infer<typeof boxSchema>;

/** x, y (fractions of the picture) and confidence of one keypoint. */
export const keypointSchema = z.tuple([z.number(), z.number(), z.number()]);
export type Keypoint = z.infer<typeof keypointSchema>;

export const detectionSchema = z.object({
  class: z.string().max(128),
  /** Name of the model that it is of, where several are run on the stream. */
  model: z.string().max(128).optional(),
  /** 0 to 1, as the model gives it. */
  confidence: z.number(),
  box: boxSchema,
  /** In the order of `Labels.keypoints`; only pose models give them. */
  keypoints: z.array(keypointSchema).max(256).optional(),
  /** Id of the track that the detection belongs to; absent without tracking. */
  track: z.number().int().nonnegative().optional(),
});
export type Detection = z.infer<typeof detectionSchema>;

/** Milliseconds that one frame spent in each stage; `latency` is packet arrival to result ready. */
export const timingsSchema = z.object({
  decode: z.number().nonnegative(),
  queue: z.number().nonnegative(),
  preprocess: z.number().nonnegative(),
  inference: z.number().nonnegative(),
  postprocess: z.number().nonnegative(),
  latency: z.number().nonnegative(),
});

const counter = z.number().int().nonnegative();
const number32 = counter.max(0xffff_ffff);

/** The result of a model for one frame. It belongs to the picture with the same `(epoch, ptsUs)`. */
export const frameResultSchema = z.object({
  stream: z.string(),
  /** Name of the model; where several are run on the stream their names, joined by `+`. */
  model: z.string(),
  epoch: counter,
  /** Counts the results of a stream from 0; never restarts while the runner lives. */
  seq: number32,
  ptsUs: z.number().int(),
  /** Wall clock, microseconds since 1970. */
  captureTimeUs: z.number().int(),
  /** Size in pixels of the picture that was inferred. */
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  detections: z.array(detectionSchema).max(1000),
  /** True when parts of the picture, or the picture before it, were lost; absent otherwise. */
  damaged: z.literal(true).optional(),
  /** Objects in each zone now, by class; absent where no zone is measured. */
  zones: z.record(idSchema, z.record(z.string(), counter)).optional(),
  /** Crossings of each line today, all classes together; absent where no line is measured. */
  lines: z.record(idSchema, lineCountSchema).optional(),
  timings: timingsSchema,
  /** Number of frames that were not inferred since the previous result. */
  dropped: counter,
});
export type FrameResult = z.infer<typeof frameResultSchema>;

export function parseFrameResult(text: string): FrameResult {
  return parseWith(frameResultSchema, parseJson(text, 'frame result'), 'frame result');
}
