import {
  detectionHistorySchema,
  idSchema,
  parseDetectionHistory,
  parseEventHistory,
  parseJson,
  parseStreamList,
  parseWith,
  ProtocolError,
  streamDescriptorSchema,
  videoEndpointSchema,
  zoneSchema,
} from './index.js';

describe('an id', () => {
  it.each(['a', '7', 'Lobby', 'dock-2', 'gate.north_1', 'x'.repeat(63)])('may be %s', (id) => {
    expect(idSchema.parse(id)).toBe(id);
  });

  it.each(['', '.', '..', '-a', '_a', 'a b', 'a/b', 'a%2f', 'é', 'a\n', 'x'.repeat(64)])('may not be %j', (id) => {
    expect(idSchema.safeParse(id).success).toBe(false);
  });
});

describe('a descriptor', () => {
  const descriptor = {
    id: 'lobby',
    name: 'Lobby',
    state: 'connecting',
    width: null,
    height: null,
    fps: null,
    codec: null,
    model: 'movenet',
    labels: { classes: ['person'], keypoints: [], skeleton: [] },
    zones: [],
    lines: [],
    capabilities: { video: ['h264', 'none'], passthrough: true, snapshot: true },
  };

  it('may not know its picture yet', () => {
    expect(streamDescriptorSchema.parse(descriptor)).toEqual(descriptor);
  });

  it.each([
    ['a size of 0', { width: 0 }],
    ['an unknown state', { state: 'fine' }],
    ['an unknown format', { capabilities: { ...descriptor.capabilities, video: ['av1'] } }],
  ])('has not %s', (_what, change) => {
    expect(streamDescriptorSchema.safeParse({ ...descriptor, ...change }).success).toBe(false);
  });

  it('that is odd does not spoil the list', () => {
    const yard = { ...descriptor, id: 'yard', width: 0, height: 0 };
    const streams = [yard, descriptor, null, { ...descriptor, id: 'a\nb' }];
    const { items, leftOut } = parseStreamList({ streams });
    expect(items).toEqual([descriptor]);
    expect(leftOut).toEqual([
      expect.stringMatching(/^stream yard at width: /),
      expect.stringMatching(/^stream 2: /),
      expect.stringMatching(/^stream 3 at id: an id has/),
    ]);
    for (const noList of [null, [], { streams: null }, '<html>']) {
      expect(() => parseStreamList(noList)).toThrow(ProtocolError);
    }
  });

  it('has zones of three points and more', () => {
    const points = [
      [0, 0],
      [1, 0],
      [1, 1],
    ];
    expect(zoneSchema.safeParse({ id: 'door', points }).success).toBe(true);
    expect(zoneSchema.safeParse({ id: 'door', points: points.slice(1) }).success).toBe(false);
  });
});

it('a history has means only where frames were inferred', () => {
  const bucket = { timeMs: 0, frames: 0, dropped: 3, inferenceMs: null, latencyMs: null, classes: {} };
  expect(detectionHistorySchema.safeParse({ stream: 'lobby', stepMs: 1000, buckets: [bucket] }).success).toBe(true);
});

it('a history is read without what is odd in it', () => {
  const bucket = { timeMs: 0, frames: 1, dropped: 0, inferenceMs: 1, latencyMs: 1, classes: {} };
  const buckets = [bucket, { ...bucket, frames: -1 }];
  expect(parseDetectionHistory({ stream: 'lobby', stepMs: 1000, buckets })).toEqual({
    stream: 'lobby',
    stepMs: 1000,
    buckets: [bucket],
    leftOut: [expect.stringMatching(/^bucket 1 at frames: /)],
  });
  const event = {
    id: 'state-0',
    beginUs: 0,
    endUs: 0,
    stream: 'lobby',
    type: 'state',
    severity: 'info',
    message: 'streaming',
  };
  const events = [{ ...event, severity: 'odd' }, event];
  expect(parseEventHistory({ stream: 'lobby', events })).toEqual({
    stream: 'lobby',
    events: [event],
    leftOut: [expect.stringMatching(/^event state-0 at severity: /)],
  });
});

it('an endpoint has paths on its own origin', () => {
  const endpoint = { stream: 'lobby', datasourceUid: 'x', livePath: '/b', live: true };
  expect(videoEndpointSchema.safeParse(endpoint).success).toBe(true);
  for (const livePath of ['ws://elsewhere/b', '//elsewhere/b', 'b', '']) {
    expect(videoEndpointSchema.safeParse({ ...endpoint, livePath }).success).toBe(false);
  }
});

describe('parsing', () => {
  it('says what is wrong and where', () => {
    expect(() => parseJson('{', 'telemetry')).toThrow(new ProtocolError('malformed', 'telemetry: not JSON'));
    expect(() => parseWith(zoneSchema, { id: 'gate', points: [['x', 0]] }, 'zone')).toThrow(/^zone at points/);
  });
});
