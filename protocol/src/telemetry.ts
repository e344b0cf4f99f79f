import { z } from 'zod';
import { idSchema, streamStateSchema } from './stream.js';

/** Upper bounds of the buckets of every duration histogram, seconds. */
export const DURATION_BUCKETS = [0.002, 0.005, 0.01, 0.02, 0.033, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1, 2.5] as const;
/** Upper bounds of the buckets of confidence histograms: tenths. */
export const CONFIDENCE_BUCKETS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1] as const;

const counter = z.number().int().nonnegative();
const gauge = z.number();

/** Cumulative since the runner started. `counts[i]` is of values ≤ `bounds[i]` and > the bound before; the last is of the rest. */
export const histogramSchema = z
  .object({ bounds: z.array(z.number()), counts: z.array(counter), sum: z.number() })
  .refine((h) => h.counts.length === h.bounds.length + 1, 'counts has one entry more than bounds');
export type HistogramSnapshot = z.infer<typeof histogramSchema>;

/** Counts by one bounded name: a class, a reason, a stage. */
const counters = z.record(z.string(), counter);

export const streamTelemetrySchema = z.object({
  stream: idSchema,
  model: z.string(),
  state: streamStateSchema,
  /** The rate at which frames should be inferred; null when the stream infers as many as it can. */
  targetFps: z.number().positive().nullable(),
  lastFrameTimeUs: counter.nullable(),

  framesReceived: counter,
  framesDecoded: counter,
  framesInferred: counter,
  framesDropped: counters.describe('by reason'),
  detections: counters.describe('by class'),
  inferenceErrors: counters.describe('by reason'),
  reconnects: counters.describe('by reason'),
  anomalies: counters.describe('by type'),
  lineCrossings: z.array(z.object({ line: idSchema, direction: z.string(), class: z.string(), count: counter })),

  inferenceDuration: histogramSchema.describe('seconds'),
  stageDuration: z.record(z.string(), histogramSchema).describe('seconds, by stage'),
  frameLatency: histogramSchema.describe('seconds, arrival of the packet to result ready'),
  detectionConfidence: histogramSchema,

  objects: z.record(z.string(), gauge).describe('in the newest result, by class'),
  zoneObjects: z.array(z.object({ zone: idSchema, class: z.string(), count: counter })),
  driftScores: z.record(z.string(), gauge).describe('by signal'),

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

/** `GET /telemetry`: everything the exporter publishes of one runner. Counters only grow while the runner lives. */
export const telemetrySnapshotSchema = z.object({
  runner: z.object({ id: idSchema, version: z.string(), startTimeUs: counter }),
  streams: z.array(streamTelemetrySchema),
  /** `up`: false once the model is lost, until the runner is started again; left out where nobody looks after it. */
  models: z.array(z.object({ model: z.string(), provider: z.string(), up: z.boolean().optional() })),
  sinks: z.array(sinkTelemetrySchema),
});
export type TelemetrySnapshot = z.infer<typeof telemetrySnapshotSchema>;
