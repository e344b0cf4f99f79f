import { z } from 'zod';
import { idSchema, streamStateSchema } from './stream.js';

/** Upper bounds of the buckets of every duration histogram, seconds. */
export const DURATION_BUCKETS = [0.002, 0.005, 0.01, 0.02, 0.033, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1, 2.5] as const;
/** Upper bounds of the buckets of confidence histograms: tenths. */
export const CONFIDENCE_BUCKETS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1] as const;

const counter = z.number().int().nonnegative();
const gauge = z.number();
/** A name that becomes the value of a metric's label. Half of a surrogate pair cannot be written, and two look alike. */
export const labelSchema = z
  .string()
  .max(256, 'a label has at most 256 characters')
  .regex(/^\P{Surrogate}*$/u, 'a label is proper Unicode');

/** Cumulative since the runner started. `counts[i]` is of values ≤ `bounds[i]` and > the bound before; the last is of the rest. */
export const histogramSchema = z
  .object({ bounds: z.array(z.number()), counts: z.array(counter), sum: z.number() })
  .refine((h) => h.counts.length === h.bounds.length + 1, 'counts has one entry more than bounds')
  .refine(({ bounds }) => bounds.every((bound, i) => i === 0 || bound > Number(bounds[i - 1])), 'bounds ascend');
export type HistogramSnapshot = z.infer<typeof histogramSchema>;

/** Counts by one bounded name: a class, a reason, a stage. */
const counters = z.record(labelSchema, counter);

export const streamTelemetrySchema = z.object({
  stream: idSchema,
  model: labelSchema,
  state: streamStateSchema,
  /** The rate at which frames should be inferred; null when the stream infers as many as it can. */
  targetFps: z.number().positive().nullable(),
  lastFrameTimeUs: counter.nullable(),

  framesReceived: counter,
  framesDecoded: counter,
  framesDamaged: counter,
  framesInferred: counter,
  framesDropped: counters.describe('by reason'),
  detections: counters.describe('by class'),
  inferenceErrors: counters.describe('by reason'),
  reconnects: counters.describe('by reason'),
  anomalies: counters.describe('by type'),
  lineCrossings: z.array(z.object({ line: idSchema, direction: labelSchema, class: labelSchema, count: counter })),

  inferenceDuration: histogramSchema.describe('seconds'),
  stageDuration: z.record(labelSchema, histogramSchema).describe('seconds, by stage'),
  frameLatency: histogramSchema.describe('seconds, arrival of the packet to result ready'),
  detectionConfidence: histogramSchema,

  objects: z.record(labelSchema, gauge).describe('in the newest result, by class'),
  zoneObjects: z.array(z.object({ zone: idSchema, class: labelSchema, count: counter })),
  driftScores: z.record(labelSchema, gauge).describe('by signal'),

  viewers: counter,
  viewerBytesSent: counter,
});
export type StreamTelemetry = z.infer<typeof streamTelemetrySchema>;

export const sinkTelemetrySchema = z.object({
  sink: idSchema,
  pointsWritten: counter,
  pointsDropped: counters.describe('by reason'),
  writeErrors: counters.describe('by reason'),
  writeDuration: histogramSchema.describe('seconds'),
  bufferedPoints: counter,
  bufferCapacityPoints: counter,
});
export type SinkTelemetry = z.infer<typeof sinkTelemetrySchema>;

export const modelTelemetrySchema = z.object({
  model: labelSchema,
  provider: labelSchema,
  /** False once the model is lost, until the runner is started again; left out where nobody looks after it. */
  up: z.boolean().optional(),
});

/** `GET /telemetry`: everything the exporter publishes of one runner. Counters only grow while the runner lives. */
export const telemetrySnapshotSchema = z.object({
  runner: z.object({ id: idSchema, version: labelSchema, startTimeUs: counter }),
  streams: z.array(streamTelemetrySchema),
  models: z.array(modelTelemetrySchema),
  sinks: z.array(sinkTelemetrySchema),
});
export type TelemetrySnapshot = z.infer<typeof telemetrySnapshotSchema>;
