import { CONFIDENCE_BUCKETS, DURATION_BUCKETS, type FrameResult, telemetrySnapshotSchema } from '@framewatch/protocol';
import { createTelemetry, Histogram } from './index.js';

function result(change: Partial<FrameResult> = {}): FrameResult {
  return {
    stream: 'lobby',
    model: 'movenet',
    epoch: 0,
    seq: 0,
    ptsUs: 0,
    captureTimeUs: 0,
    width: 640,
    height: 360,
    detections: [],
    timings: { decode: 1, queue: 4, preprocess: 3, inference: 17, postprocess: 0, latency: 25 },
    dropped: 0,
    ...change,
  };
}

const person = (confidence: number) => ({
  class: 'person',
  confidence,
  box: [0, 0, 1, 1] as [number, number, number, number],
});
const identity = { id: 'runner-1', version: '0.1.0', startTimeUs: 1_700_000_000_000_000 };

describe('telemetry', () => {
  it('starts at zero, for every stream, with what is fixed', () => {
    const telemetry = createTelemetry(identity);
    telemetry.stream('lobby', 'movenet', 15);
    telemetry.stream('dock', 'movenet', null);
    const snapshot = telemetrySnapshotSchema.parse(telemetry.snapshot([{ model: 'movenet', provider: 'cpu' }], []));
    expect(snapshot.runner).toEqual(identity);
    expect(snapshot.models).toEqual([{ model: 'movenet', provider: 'cpu' }]);
    expect(snapshot.streams).toHaveLength(2);
    expect(snapshot.streams[0]).toMatchObject({
      stream: 'lobby',
      model: 'movenet',
      state: 'connecting',
      targetFps: 15,
      lastFrameTimeUs: null,
      framesReceived: 0,
      framesInferred: 0,
      framesDamaged: 0,
      framesDropped: {},
      objects: {},
      viewers: 0,
      lineCrossings: [],
      zoneObjects: [],
      anomalies: {},
      driftScores: {},
    });
    expect(snapshot.streams[1]?.targetFps).toBeNull();
  });

  it('counts frames, drops, errors, reconnects and viewers', () => {
    const telemetry = createTelemetry(identity);
    const meter = telemetry.stream('lobby', 'movenet', null);
    meter.state('streaming');
    for (let i = 0; i < 5; i++) meter.frameReceived();
    meter.frameDecoded(1000);
    meter.frameDecoded(2000);
    meter.frameDropped('newer-frame');
    meter.frameDropped('newer-frame');
    meter.frameDropped('shutdown');
    meter.frameDamaged();
    meter.inferenceFailed('session');
    meter.reconnected('stalled');
    meter.viewers(1);
    meter.viewers(1);
    meter.viewers(-1);
    meter.viewerBytesSent(100);
    meter.viewerBytesSent(23);
    const [stream] = telemetrySnapshotSchema.parse(telemetry.snapshot([], [])).streams;
    expect(stream).toMatchObject({
      state: 'streaming',
      framesReceived: 5,
      framesDecoded: 2,
      lastFrameTimeUs: 2000,
      framesDamaged: 1,
      framesDropped: { 'newer-frame': 2, shutdown: 1 },
      inferenceErrors: { session: 1 },
      reconnects: { stalled: 1 },
      viewers: 1,
      viewerBytesSent: 123,
    });
  });

  it('reads timings, classes and confidences off the results', () => {
    const telemetry = createTelemetry(identity);
    const meter = telemetry.stream('lobby', 'movenet', null);
    meter.state('streaming');
    meter.inferred(result({ detections: [person(0.25), person(0.31), { ...person(0.9), class: 'dog' }] }));
    meter.inferred(result({ detections: [person(0.4)] }));
    const [stream] = telemetrySnapshotSchema.parse(telemetry.snapshot([], [])).streams;
    expect(stream?.framesInferred).toBe(2);
    expect(stream?.detections).toEqual({ person: 3, dog: 1 });
    expect(stream?.detectionConfidence.counts).toEqual([0, 0, 1, 2, 0, 0, 0, 0, 1, 0, 0]);
    expect(stream?.inferenceDuration.sum).toBeCloseTo(0.034);
    expect(stream?.inferenceDuration.counts[3]).toBe(2);
    expect(stream?.frameLatency.sum).toBeCloseTo(0.05);
    expect(Object.keys(stream?.stageDuration ?? {})).toEqual([
      'decode',
      'queue',
      'preprocess',
      'inference',
      'postprocess',
    ]);
    expect(stream?.stageDuration.queue?.sum).toBeCloseTo(0.008);
  });

  it('says which objects are there now: 0 for a class that went, none while the stream is down', () => {
    const telemetry = createTelemetry(identity);
    const meter = telemetry.stream('lobby', 'movenet', null);
    const objects = () => telemetry.snapshot([], []).streams[0]?.objects;
    meter.state('streaming');
    meter.inferred(result({ detections: [person(0.5), person(0.5)] }));
    expect(objects()).toEqual({ person: 2 });
    meter.inferred(result());
    expect(objects()).toEqual({ person: 0 });
    meter.state('stalled');
    expect(objects()).toEqual({});
  });

  it('is a copy: what is counted later does not change a snapshot', () => {
    const telemetry = createTelemetry(identity);
    const meter = telemetry.stream('lobby', 'movenet', null);
    const before = telemetry.snapshot([], []);
    meter.inferred(result({ detections: [person(0.5)] }));
    expect(before.streams[0]).toMatchObject({ framesInferred: 0, detections: {}, objects: {} });
    expect(before.streams[0]?.inferenceDuration.sum).toBe(0);
  });

  it('takes classes that are named like parts of an object', () => {
    const telemetry = createTelemetry(identity);
    const meter = telemetry.stream('lobby', 'movenet', null);
    meter.state('streaming');
    meter.inferred(
      result({ detections: ['constructor', 'toString'].map((name) => ({ ...person(0.5), class: name })) })
    );
    expect(telemetry.snapshot([], []).streams[0]?.detections).toEqual({ constructor: 1, toString: 1 });
  });
});

describe('a histogram', () => {
  it('puts a value that equals a bound below it, and what is above all bounds last', () => {
    const histogram = new Histogram([1, 2]);
    for (const value of [0, 1, 1.5, 2, 2.001, 1000]) histogram.observe(value);
    expect(histogram.snapshot()).toEqual({ bounds: [1, 2], counts: [2, 2, 2], sum: 1006.501 });
  });

  it('leaves out what is not a number', () => {
    const histogram = new Histogram([1]);
    for (const value of [NaN, Infinity, -Infinity]) histogram.observe(value);
    expect(histogram.snapshot()).toEqual({ bounds: [1], counts: [0, 0], sum: 0 });
  });

  it('comes with the bounds of the protocol', () => {
    expect(Histogram.ofDurations().snapshot().bounds).toEqual(DURATION_BUCKETS);
    expect(Histogram.ofConfidences().snapshot().bounds).toEqual(CONFIDENCE_BUCKETS);
  });
});
