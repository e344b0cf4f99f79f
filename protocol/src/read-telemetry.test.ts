import { ProtocolError } from './errors.js';
import { parseTelemetry } from './read-telemetry.js';

const histogram = { bounds: [0.1, 1], counts: [1, 2, 3], sum: 4 };
const stream = {
  stream: 'door',
  model: 'movenet',
  state: 'streaming',
  targetFps: null,
  lastFrameTimeUs: null,
  framesReceived: 3,
  framesDecoded: 3,
  framesDamaged: 0,
  framesInferred: 3,
  framesDropped: { 'newer-frame': 1, shutdown: 0 },
  detections: { person: 4, dog: 1 },
  inferenceErrors: {},
  reconnects: {},
  anomalies: {},
  lineCrossings: [
    { line: 'gate', direction: 'in', class: 'person', count: 1 },
    { line: 'gate', direction: 'out', class: 'person', count: 2 },
  ],
  inferenceDuration: histogram,
  stageDuration: { decode: histogram, queue: histogram },
  frameLatency: histogram,
  detectionConfidence: histogram,
  objects: { person: 1 },
  zoneObjects: [{ zone: 'queue', class: 'person', count: 1 }],
  driftScores: {},
  viewers: 0,
  viewerBytesSent: 0,
};
const sink = {
  sink: 'influxdb',
  pointsWritten: 1,
  pointsDropped: { 'spool-full': 1 },
  writeErrors: {},
  writeDuration: histogram,
  bufferedPoints: 0,
  bufferCapacityPoints: 10,
};
const model = { model: 'movenet', provider: 'cpu' };
const snapshot = {
  runner: { id: 'lobby', version: '1.2.3', startTimeUs: 0 },
  streams: [stream],
  models: [model],
  sinks: [sink],
};

describe('parseTelemetry', () => {
  it('reads a snapshot', () => {
    expect(parseTelemetry(snapshot)).toEqual({ snapshot, leftOut: [] });
  });

  it.each<[string, unknown, string]>([
    ['null', null, 'stream 1: '],
    ['a word', 'door', 'stream 1: '],
    ['without a number', { ...stream, stream: 'yard', framesReceived: null }, 'stream yard at framesReceived: '],
    ['with a negative count', { ...stream, stream: 'yard', viewers: -1 }, 'stream yard at viewers: '],
    ['of an unknown state', { ...stream, stream: 'yard', state: 'flying' }, 'stream yard at state: '],
    ['with an id that is none', { ...stream, stream: 'a\nb' }, 'stream 1 at stream: an id has'],
    [
      'with a model of a long name',
      { ...stream, stream: 'yard', model: 'x'.repeat(257) },
      'stream yard at model: a label',
    ],
    ['odd all over', { ...stream, stream: 'yard', zoneObjects: Array(200).fill(null) }, 'stream yard: odd in too many'],
    ['without its lists', { ...stream, stream: 'yard', zoneObjects: null }, 'stream yard at zoneObjects: '],
    [
      'with bounds that do not ascend',
      { ...stream, stream: 'yard', frameLatency: { ...histogram, bounds: [1, 1] } },
      'stream yard at frameLatency: bounds ascend',
    ],
  ])('leaves out a stream that is %s, and nothing else', (_, odd, problem) => {
    const read = parseTelemetry({ ...snapshot, streams: [stream, odd] });
    expect(read.snapshot).toEqual(snapshot);
    expect(read.leftOut).toEqual([{ element: 'stream', problem: expect.stringContaining(problem) as string }]);
  });

  it.each<[string, object, object, string]>([
    [
      'a count that is not known',
      { detections: { person: 4, dog: null } },
      { detections: { person: 4 } },
      'detections.dog: ',
    ],
    [
      'a class with a long name',
      { objects: { person: 1, ['x'.repeat(257)]: 1 } },
      {},
      'objects.1: a label has at most',
    ],
    ['half a character', { objects: { person: 1, '\ud83d': 1 } }, {}, 'objects.1: a label is proper Unicode'],
    [
      'a crossing',
      { lineCrossings: [{ ...stream.lineCrossings[0], count: 0.5 }, stream.lineCrossings[1]] },
      { lineCrossings: [stream.lineCrossings[1]] },
      'lineCrossings.0: ',
    ],
    ['a zone', { zoneObjects: [null] }, { zoneObjects: [] }, 'zoneObjects.0: '],
    [
      'a stage',
      { stageDuration: { decode: histogram, queue: { ...histogram, counts: [] } } },
      { stageDuration: { decode: histogram } },
      'stageDuration.queue: counts has one entry more',
    ],
  ])('leaves out %s that is odd, and keeps its stream', (_, odd, kept, problem) => {
    const read = parseTelemetry({ ...snapshot, streams: [{ ...stream, ...odd }] });
    expect(read.snapshot.streams).toEqual([{ ...stream, ...kept }]);
    expect(read.leftOut).toEqual([
      { element: 'detail', problem: expect.stringContaining(`stream door at ${problem}`) as string },
    ]);
  });

  it('leaves out an odd model, an odd sink and odd details of a sink', () => {
    const read = parseTelemetry({
      ...snapshot,
      models: [{ model: 'movenet' }, model],
      sinks: [
        { ...sink, bufferedPoints: '0' },
        { ...sink, writeErrors: { unreachable: 1.5 } },
      ],
    });
    expect(read.snapshot).toEqual(snapshot);
    expect(read.leftOut.map(({ element }) => element)).toEqual(['model', 'sink', 'detail']);
  });

  it.each<[string, unknown]>([
    ['no object', null],
    ['no list', { ...snapshot, streams: {} }],
    ['no id', { ...snapshot, runner: { ...snapshot.runner, id: 'a b' } }],
    ['odd all over', { ...snapshot, streams: Array(200).fill({}) }],
  ])('refuses what is %s', (_, value) => {
    expect(() => parseTelemetry(value)).toThrow(ProtocolError);
  });
});
