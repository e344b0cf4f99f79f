import {
  CONFIDENCE_BUCKETS,
  DURATION_BUCKETS,
  type HistogramSnapshot,
  type SinkTelemetry,
  type StreamTelemetry,
  type TelemetrySnapshot,
} from '@framewatch/protocol';
import type { Report } from '../convert/index.js';

/** A histogram with one value in each of the first buckets. */
export function exampleHistogram(bounds: readonly number[], values = 3): HistogramSnapshot {
  return {
    bounds: [...bounds],
    counts: [...bounds, Infinity].map((_, i) => (i < values ? 1 : 0)),
    sum: bounds.slice(0, values).reduce((sum, bound) => sum + bound, 0),
  };
}

/** A stream that has seen everything that a snapshot can tell. */
export function exampleStream(stream = 'door', values: Partial<StreamTelemetry> = {}): StreamTelemetry {
  return {
    stream,
    model: 'movenet',
    state: 'streaming',
    targetFps: 15,
    lastFrameTimeUs: 1_763_800_000_250_000,
    framesReceived: 900,
    framesDecoded: 890,
    framesInferred: 400,
    framesDamaged: 7,
    framesDropped: { 'newer-frame': 480, 'inference-error': 2, shutdown: 0 },
    detections: { person: 1234 },
    inferenceErrors: { preprocess: 0, session: 2, postprocess: 0 },
    reconnects: { stalled: 1, ended: 0 },
    anomalies: { crowd: 3 },
    lineCrossings: [
      { line: 'gate', direction: 'in', class: 'person', count: 12 },
      { line: 'gate', direction: 'out', class: 'person', count: 11 },
    ],
    inferenceDuration: exampleHistogram(DURATION_BUCKETS),
    stageDuration: { decode: exampleHistogram(DURATION_BUCKETS, 1), inference: exampleHistogram(DURATION_BUCKETS) },
    frameLatency: exampleHistogram(DURATION_BUCKETS, 5),
    detectionConfidence: exampleHistogram(CONFIDENCE_BUCKETS),
    objects: { person: 2 },
    zoneObjects: [{ zone: 'queue', class: 'person', count: 1 }],
    driftScores: { confidence: 0.25 },
    viewers: 2,
    viewerBytesSent: 1_000_000,
    ...values,
  };
}

export function exampleSink(sink = 'influxdb'): SinkTelemetry {
  return {
    sink,
    pointsWritten: 5000,
    pointsDropped: { 'spool-full': 7 },
    writeErrors: { unreachable: 1 },
    writeDuration: exampleHistogram(DURATION_BUCKETS, 2),
    bufferedPoints: 40,
    bufferCapacityPoints: 100_000,
  };
}

export function exampleSnapshot(id = 'lobby', streams = [exampleStream()]): TelemetrySnapshot {
  return {
    runner: { id, version: '1.2.3', startTimeUs: 1_763_700_000_000_000 },
    streams,
    models: [{ model: 'movenet', provider: 'cpu', up: true }],
    sinks: [exampleSink()],
  };
}

/** What a runner's answer comes to, without its series. */
export function exampleReport(id = 'lobby', leftOut: Report['leftOut'] = []): Report {
  return { runner: exampleSnapshot(id).runner, part: new Map(), leftOut };
}
