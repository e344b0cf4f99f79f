import {
  countHistorySchema,
  detectionHistorySchema,
  eventHistorySchema,
  healthSchema,
  streamDescriptorSchema,
  streamListSchema,
  parseTelemetry,
  TELEMETRY_MEDIA_TYPE,
} from '@framewatch/protocol';
import { frameResult } from './fakes.js';
import { TOKEN, ask, errorCode, json } from './http.js';
import { servedRunner } from './served.js';
import { seriesOf } from '../series.js';

// Real sockets on a machine that may be busy: a bound for what hangs, not a measurement.
jest.setTimeout(60_000);

const served = servedRunner();

describe('routes', () => {
  const base = '/viewer/v1';

  it('tells how the runner is', async () => {
    const { port } = await served.start();
    const answer = await ask(port, `${base}/health`);
    expect(answer.status).toBe(200);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(healthSchema.parse(json(answer))).toEqual({
      status: 'ok',
      version: '0.1.0-test',
      streams: { total: 2, up: 2 },
    });

    served.stream.state = 'stalled';
    expect(json(await ask(port, `${base}/health`))).toMatchObject({ status: 'degraded', streams: { total: 2, up: 1 } });
    served.runner.stopping = true;
    expect(json(await ask(port, `${base}/health`))).toMatchObject({ status: 'stopping' });
  });

  it('lists the streams and describes one', async () => {
    const { port } = await served.start();
    const list = streamListSchema.parse(json(await ask(port, `${base}/streams`)));
    expect(list.streams.map(({ id }) => id)).toEqual(['lobby', 'dock']);
    const one = streamDescriptorSchema.parse(json(await ask(port, `${base}/streams/lobby`)));
    expect(one).toEqual(served.stream.describe());
  });

  it('gives the latest picture and when it was taken, or says that there is none yet', async () => {
    const { port } = await served.start();
    for (const query of ['', '?annotated=0', '?annotated=1']) {
      const answer = await ask(port, `${base}/streams/lobby/snapshot.jpg${query}`);
      const headers = { 'content-type': 'image/jpeg', 'last-modified': 'Tue, 14 Nov 2023 22:13:20 GMT' };
      expect(answer).toMatchObject({ status: 200, headers });
      expect([...answer.body]).toEqual([0xff, 0xd8, 0xff, 0xd9]);
    }
    served.stream.picture = null;
    const answer = await ask(port, `${base}/streams/lobby/snapshot.jpg`);
    expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
    expect(errorCode(answer)).toBe('no-picture');
  });

  it('answers history and events of the range asked for', async () => {
    const { port } = await served.start();
    const timeMs = 1_700_000_000_000;
    served.stream.history.addResult(frameResult({ captureTimeUs: timeMs * 1000 }));
    served.stream.history.addEvent({
      id: 'state-1',
      beginUs: timeMs * 1000,
      endUs: timeMs * 1000,
      stream: 'lobby',
      type: 'state',
      severity: 'info',
      message: 'up',
    });
    const range = `from=${timeMs - 5000}&to=${timeMs + 5000}`;

    const detections = json(await ask(port, `${base}/streams/lobby/detections?${range}&step=2000`));
    expect(detectionHistorySchema.parse(detections)).toMatchObject({
      stepMs: 2000,
      buckets: [{ frames: 1, classes: { person: { detections: 1 } } }],
    });
    const events = eventHistorySchema.parse(json(await ask(port, `${base}/streams/lobby/events?${range}`)));
    expect(events.events).toHaveLength(1);

    const recent = detectionHistorySchema.parse(json(await ask(port, `${base}/streams/lobby/detections`)));
    expect(recent).toEqual({ stream: 'lobby', stepMs: 3000, buckets: [] });
    const kept = eventHistorySchema.parse(json(await ask(port, `${base}/streams/lobby/events`)));
    expect(kept.events).toHaveLength(1);
  });

  it('gives the still of an event, and nothing else of the disk', async () => {
    const { port } = await served.start();
    served.stream.stills.set('covered-1', Buffer.from([0xff, 0xd8, 0xff, 0xd9]));
    const answer = await ask(port, `${base}/streams/lobby/stills/covered-1.jpg`);
    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'image/jpeg' } });
    expect([...answer.body]).toEqual([0xff, 0xd8, 0xff, 0xd9]);
    for (const other of ['covered-2.jpg', 'covered-1', 'covered-1.png', '..%2f..%2fetc%2fpasswd.jpg', '%00.jpg']) {
      const none = await ask(port, `${base}/streams/lobby/stills/${other}`);
      expect([other, none.status, errorCode(none)]).toEqual([other, 404, 'still-not-found']);
    }
    const anonymous = await ask(port, `${base}/streams/lobby/stills/covered-1.jpg`, { headers: {} });
    expect(anonymous.status).toBe(401);
  });

  it('answers counts of the range asked for, with the totals of the day', async () => {
    const { port } = await served.start();
    const timeMs = 1_700_000_000_000;
    const person = { objects: 1, most: 1, entries: 1, exits: 0, unique: 1, visits: 0, dwellSeconds: 0 };
    const bucket = {
      timeMs,
      frames: 10,
      zones: { entrance: { person } },
      lines: { door: { person: { in: 0, out: 2 } } },
    };
    const { objects: _, most: __, ...total } = person;
    const today = { day: '2023-11-14', zones: { entrance: { person: total } }, lines: bucket.lines };
    served.stream.history.addCounts(bucket, today);
    const range = `from=${timeMs - 5000}&to=${timeMs + 5000}`;

    const counts = json(await ask(port, `${base}/streams/lobby/counts?${range}&step=2000`));
    expect(countHistorySchema.parse(counts)).toEqual({ stream: 'lobby', stepMs: 2000, buckets: [bucket], today });
    const recent = countHistorySchema.parse(json(await ask(port, `${base}/streams/lobby/counts`)));
    expect(recent).toEqual({ stream: 'lobby', stepMs: 3000, buckets: [], today });
  });

  it('still finds an event of before the machine’s clock was set back', async () => {
    const { port } = await served.start();
    const timeUs = (Date.now() + 3_600_000) * 1000;
    const times = { id: 'state-1', beginUs: timeUs, endUs: timeUs };
    served.stream.history.addEvent({ ...times, stream: 'lobby', type: 'state', severity: 'info', message: 'up' });
    const kept = eventHistorySchema.parse(json(await ask(port, `${base}/streams/lobby/events`)));
    expect(kept.events).toMatchObject([{ beginUs: timeUs }]);
  });

  it('gives an exporter of an earlier version the snapshot that it can read', async () => {
    const { port } = await served.start();
    const headers = { authorization: `Bearer ${TOKEN}`, accept: 'application/json' };
    const answer = await ask(port, `${base}/telemetry`, { headers });
    expect(answer.headers['content-type']).toMatch('application/json');
    expect(json(answer)).toMatchObject({ runner: { id: 'test' }, streams: [], models: [], sinks: [] });
  });

  it('gives the exporter its snapshot', async () => {
    const { port } = await served.start();
    const answer = await ask(port, `${base}/telemetry`);
    expect(answer.headers['content-type']).toMatch(TELEMETRY_MEDIA_TYPE);
    const { snapshot, leftOut } = parseTelemetry(json(answer));
    expect(leftOut).toEqual([]);
    expect(seriesOf(snapshot.metrics, 'framewatch_viewers')).toEqual({ 'stream=lobby': 0, 'stream=dock': 0 });
  });

  it.each([
    ['/streams/lobby/detections?from=yesterday', 'bad-query'],
    ['/streams/lobby/detections?from=-1', 'bad-query'],
    ['/streams/lobby/detections?from=1&from=2', 'bad-query'],
    ['/streams/lobby/detections?from=99999999999999', 'bad-query'],
    ['/streams/lobby/detections?step=0', 'bad-query'],
    ['/streams/lobby/detections?step=1e3', 'bad-query'],
    ['/streams/lobby/detections?from=2000&to=1000', 'bad-query'],
    ['/streams/lobby/detections?from=1000&to=1000', 'bad-query'],
    ['/streams/lobby/detections?from=0&to=100000000&step=1000', 'too-many-buckets'],
    ['/streams/lobby/detections?form=0', 'bad-query'],
    ['/streams/lobby/counts?from=yesterday', 'bad-query'],
    ['/streams/lobby/counts?class=person', 'bad-query'],
    ['/streams/lobby/counts?from=0&to=100000000&step=1000', 'too-many-buckets'],
    ['/streams/lobby/events?to=NaN', 'bad-query'],
    ['/streams/lobby/snapshot.jpg?annotated=yes', 'bad-query'],
    ['/streams/%zz/events', 'bad-request'],
    [`/streams/${'x'.repeat(101)}`, 'bad-request'],
  ])('refuses %s as %s', async (path, code) => {
    const { port } = await served.start();
    const answer = await ask(port, base + path);
    expect(answer.status).toBe(400);
    expect(errorCode(answer)).toBe(code);
  });

  it.each([
    ['/viewer/v1/streams/attic', 'stream-not-found'],
    ['/viewer/v1/streams/attic/live', 'stream-not-found'],
    ['/viewer/v1/streams/__proto__', 'stream-not-found'],
    ['/viewer/v1/nothing', 'not-found'],
    ['/viewer/v2/health', 'not-found'],
    ['/', 'not-found'],
    ['/metrics', 'not-found'],
  ])('knows nothing at %s', async (path, code) => {
    const { port } = await served.start();
    const answer = await ask(port, path);
    expect(answer.status).toBe(404);
    expect(errorCode(answer)).toBe(code);
  });

  it('explains a WebSocket that lost its Upgrade header on the way', async () => {
    const { port } = await served.start();
    const answer = await ask(port, `${base}/streams/lobby/live`);
    expect(answer.status).toBe(426);
    expect(errorCode(answer)).toBe('websocket-required');
  });

  it('reads only', async () => {
    const { port } = await served.start();
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const answer = await ask(port, `${base}/health`, { method });
      expect(answer).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
    }
    const head = await ask(port, `${base}/health`, { method: 'HEAD' });
    expect(head).toMatchObject({ status: 200, body: Buffer.alloc(0) });
  });

  it('tells nothing of its own failures but that they are in the log', async () => {
    const { port } = await served.start();
    served.stream.snapshot = () => Promise.reject(new Error('rtsp://user:secret@camera/ broke'));
    const answer = await ask(port, `${base}/streams/lobby/snapshot.jpg`);
    expect(answer.status).toBe(500);
    expect(errorCode(answer)).toBe('internal');
    expect(answer.body.toString()).not.toContain('secret');
  });
});
