import {
  CONFIDENCE_BUCKETS,
  DURATION_BUCKETS,
  type HistogramSnapshot,
  type StreamTelemetry,
  type TelemetrySnapshot,
} from '@framewatch/protocol';

const STAGES = ['decode', 'queue', 'preprocess', 'inference', 'postprocess'];

/** What a runner of this id reports after a day of people walking through `streams` pictures. */
export function busySnapshot(id: string, streams: number): TelemetrySnapshot {
  return {
    runner: { id, version: '1.0.0', startTimeUs: 1_763_700_000_000_000 },
    streams: Array.from({ length: streams }, (_, i) => busyStream(`camera-${i + 1}`)),
    models: [{ model: 'movenet-multipose', provider: 'cpu' }],
    sinks: [
      {
        sink: 'influxdb',
        pointsWritten: 93_312_004,
        pointsDropped: { 'spool-full': 0, rejected: 3 },
        writeErrors: { unreachable: 12, timeout: 1 },
        writeDuration: histogram(DURATION_BUCKETS),
        bufferedPoints: 612,
        bufferCapacityPoints: 500_000,
      },
    ],
  };
}

function busyStream(stream: string): StreamTelemetry {
  return {
    stream,
    model: 'movenet-multipose',
    state: 'streaming',
    targetFps: 15,
    lastFrameTimeUs: 1_763_786_400_123_456,
    framesReceived: 2_592_000,
    framesDecoded: 2_591_998,
    framesInferred: 1_296_000,
    framesDamaged: 12,
    framesDropped: { 'newer-frame': 12_345, 'target-fps': 1_283_651, 'inference-error': 2, shutdown: 0 },
    detections: { person: 5_184_000 },
    inferenceErrors: { preprocess: 0, session: 2, postprocess: 0 },
    reconnects: { stalled: 3, ended: 0, refused: 0, unreachable: 1, broken: 0 },
    anomalies: { crowd: 4, loitering: 2 },
    lineCrossings: ['in', 'out'].map((direction) => ({ line: 'gate', direction, class: 'person', count: 8123 })),
    inferenceDuration: histogram(DURATION_BUCKETS),
    stageDuration: Object.fromEntries(STAGES.map((stage) => [stage, histogram(DURATION_BUCKETS)])),
    frameLatency: histogram(DURATION_BUCKETS),
    detectionConfidence: histogram(CONFIDENCE_BUCKETS),
    objects: { person: 4 },
    zoneObjects: [{ zone: 'queue', class: 'person', count: 2 }],
    driftScores: { confidence: 0.12, brightness: 0.4 },
    viewers: 2,
    viewerBytesSent: 81_234_567_890,
  };
}

function histogram(bounds: readonly number[]): HistogramSnapshot {
  return { bounds: [...bounds], counts: [...bounds, Infinity].map((_, i) => 1000 + 737 * i), sum: 54_321.987654 };
}
