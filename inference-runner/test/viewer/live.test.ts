import { connect as connectTcp } from 'node:net';
import { pino } from 'pino';
import type { LiveLimits } from '../../src/viewer/limits.js';
import { createViewerServer, type ViewerServer } from '../../src/viewer/server.js';
import { FakeRunner, FakeStream, frameResult } from './fakes.js';
import { LiveClient } from './live-client.js';

// Real sockets on a machine that may be busy: a bound for what hangs, not a measurement.
jest.setTimeout(60_000);

const TOKEN = 'correct-horse-battery';
const LIVE = '/viewer/v1/streams/lobby/live';
const start = { type: 'start', version: 1, video: 'h264' };
const log = pino({ level: 'silent' });

let stream: FakeStream;
let runner: FakeRunner;
let server: ViewerServer;
let port: number;

async function serve(limits: Partial<LiveLimits> = {}): Promise<void> {
  stream = new FakeStream();
  runner = new FakeRunner(stream);
  server = createViewerServer(
    runner,
    { host: '127.0.0.1', port: 0, tokens: [TOKEN] },
    { log, meterOf: runner.meterOf, limits }
  );
  ({ port } = await server.listen());
}

function connect(path = LIVE, token = TOKEN): Promise<LiveClient> {
  return LiveClient.connect(port, path, { authorization: `Bearer ${token}` });
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

beforeEach(() => serve());
afterEach(() => server.close(500));

describe('a viewer', () => {
  it('gets hello, status, configuration and the current group of pictures at once, then all that comes', async () => {
    stream.video.feed(true);
    stream.video.feed(false);
    stream.video.feed(true);
    stream.video.feed(false);
    const client = await connect();
    client.send(start);
    await client.until(() => client.videos.length === 2);
    expect(client.received.map((message) => ('kind' in message ? message.kind : message.type))).toEqual([
      'hello',
      'status',
      'config',
      'video',
      'video',
    ]);
    expect(client.videos.map(({ seq, key }) => [seq, key])).toEqual([
      [2, true],
      [3, false],
    ]);
    expect(client.extensions).toBe('');

    stream.video.feed(false);
    stream.tellResult(frameResult({ seq: 7 }));
    stream.tellState('stalled', 'no frame for 5 s');
    await client.until(() => client.texts('status').length === 2);
    expect(client.received.slice(-3)).toMatchObject([
      { kind: 'video', seq: 4 },
      { kind: 'result', result: { seq: 7 } },
      { type: 'status', state: 'stalled', reason: 'no frame for 5 s' },
    ]);
    expect(stream).toMatchObject({ viewers: 1, watchers: 1 });
    expect(stream.bytes).toBeGreaterThan(300);

    client.close();
    await client.closed;
    await until(() => stream.viewers === 0);
    expect(stream).toMatchObject({ watchers: 0, video: { listeners: 0 } });
  });
});

describe('who is let in', () => {
  it.each([
    ['no token', {}],
    ['a wrong one', { authorization: 'Bearer wrong' }],
    ['one in the wrong scheme', { authorization: `Basic ${TOKEN}` }],
  ])('is refused with %s, on every path, in the same words', async (_what, headers) => {
    const words = /^401 \{"error":\{"code":"unauthorized"/;
    for (const path of [LIVE, '/viewer/v1/streams/attic/live', '/viewer/v1/health', '/', '/%zz']) {
      await expect(LiveClient.connect(port, path, headers as Record<string, string>)).rejects.toThrow(words);
    }
    expect(stream.viewers).toBe(0);
  });

  it('needs a known stream and the right path', async () => {
    await expect(connect('/viewer/v1/streams/attic/live')).rejects.toThrow(/^404 .*stream-not-found/);
    await expect(connect('/viewer/v1/streams/lobby')).rejects.toThrow(/^404 .*not-found/);
    await expect(connect('/viewer/v1/streams/lobby/live/more')).rejects.toThrow(/^404 .*not-found/);
    await expect(connect('//viewer/v1/streams/lobby/live')).rejects.toThrow(/^404 .*not-found/);
  });

  it('without a configured token is only who is on this machine and no foreign page', async () => {
    const open = createViewerServer(
      runner,
      { host: '127.0.0.1', port: 0, tokens: [] },
      { log, meterOf: runner.meterOf }
    );
    const at = await open.listen();
    await expect(LiveClient.connect(at.port, LIVE, { origin: 'https://evil.example' })).rejects.toThrow(/^403 /);
    await expect(LiveClient.connect(at.port, LIVE, { host: 'rebound.example' })).rejects.toThrow(/^403 /);
    const client = await LiveClient.connect(at.port, LIVE, { origin: 'http://localhost:3000' });
    client.close();
    await client.closed;
    await open.close(500);
  });

  it('is limited in number for each stream', async () => {
    await server.close(0);
    await serve({ maxViewersPerStream: 2 });
    const first = await connect();
    await connect();
    await expect(connect()).rejects.toThrow(/^503 .*too-many-viewers/);
    first.close();
    await until(() => stream.viewers === 1);
    await connect();
  });

  it('is nobody while the runner stops', async () => {
    runner.stopping = true;
    await expect(connect()).rejects.toThrow(/^503 .*stopping/);
  });

  it('may come and go before it says a word', async () => {
    await new Promise<void>((resolve) => {
      const socket = connectTcp(port, '127.0.0.1', () => {
        socket.write(`GET ${LIVE} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n`);
        socket.resetAndDestroy();
        resolve();
      });
    });
    const client = await connect();
    client.terminate();
    await until(() => stream.viewers === 0);
  });
});

describe('a viewer that stops reading', () => {
  it('is skipped ahead to a key frame when it reads again, and costs another viewer nothing', async () => {
    await server.close(0);
    await serve({ maxBufferedBytes: 1024 * 1024 });
    const slow = await connect();
    const quick = await connect();
    slow.send(start);
    quick.send(start);
    await until(() => stream.video.listeners === 2);
    stream.video.feed(true);
    await slow.until(() => slow.videos.length === 1);

    slow.pause();
    // How much fits between the two sides before the socket backs up is the operating system's to say.
    const pictureBytes = 64 * 1024;
    let pictures = 1;
    for (let skipped = 0; skipped < 100; pictures++) {
      const bytesBefore = stream.bytes;
      const { seq } = stream.video.feed(pictures % 50 === 0, pictureBytes);
      if (stream.bytes - bytesBefore < 2 * pictureBytes) skipped += 1;
      await quick.until(() => quick.videos.at(-1)?.seq === seq);
      if (pictures % 10 === 0) quick.send({ type: 'ack', seq, queue: 0 });
    }
    expect(quick.videos.map(({ seq }) => seq)).toEqual(Array.from({ length: pictures }, (_, i) => i));
    expect(quick.texts('status')).toHaveLength(1);

    const before = slow.videos.length;
    slow.resume();
    // It reads what was on its way, is told of the gap, acknowledges, and goes on at a key frame.
    await slow.until(() => slow.texts('status').length >= 2);
    const skippedAt = slow.received.length;
    slow.send({ type: 'ack', seq: slow.videos.at(-1)!.seq, queue: 0 });
    let fed = 0;
    while (!slow.videos.some(({ discontinuity }) => discontinuity)) {
      stream.video.feed(fed++ % 20 === 0);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const gap = slow.videos.findIndex(({ discontinuity }) => discontinuity);
    expect(gap).toBeGreaterThanOrEqual(before);
    expect(slow.videos[gap]?.key).toBe(true);
    // Up to the gap it got every picture, after it none from before.
    expect(slow.videos.slice(0, gap).map(({ seq }) => seq)).toEqual(Array.from({ length: gap }, (_, i) => i));
    expect(slow.received.length).toBeGreaterThan(skippedAt);
    expect(slow.texts('status').at(-1)?.skipped).toBe(slow.videos[gap]!.seq - gap);
  });

  it('is cut off when it answers no ping', async () => {
    await server.close(0);
    await serve({ pingIntervalMs: 20 });
    const client = await connect();
    client.send(start);
    await until(() => stream.watchers === 1);
    client.pause();
    await until(() => stream.viewers === 0);
    expect(stream).toMatchObject({ watchers: 0, video: { listeners: 0 } });
    client.resume();
    expect(await client.closed).toBe(1006);
  });
});

describe('a viewer that misbehaves', () => {
  it('by saying nothing is told so and let go', async () => {
    await server.close(0);
    await serve({ startTimeoutMs: 20 });
    const client = await connect();
    expect(await client.closed).toBe(1008);
    expect(client.received).toMatchObject([
      { type: 'error', code: 'start-timeout' },
      { type: 'bye', reason: 'protocol' },
    ]);
    await until(() => stream.viewers === 0);
  });

  it('by flooding is let go, while another goes on', async () => {
    const calm = await connect();
    calm.send(start);
    await calm.until(() => calm.texts('config').length === 1);
    const flooder = await connect();
    flooder.send(start);
    for (let id = 0; id < 5000; id++) flooder.send({ type: 'ping', id });
    expect(await flooder.closed).toBe(1008);
    expect(flooder.texts('error')).toMatchObject([{ code: 'flood' }]);
    expect(flooder.texts('bye')).toEqual([{ type: 'bye', reason: 'protocol' }]);
    stream.video.feed(true);
    await calm.until(() => calm.videos.length === 1);
  });

  it('by a message larger than 4 KiB is cut off before it is read', async () => {
    const client = await connect();
    client.send(`{"type":"start","version":1,"video":"h264","x":"${'x'.repeat(5000)}"}`);
    expect(await client.closed).toBe(1009);
    await until(() => stream.viewers === 0);
  });
});

it('a failure of the runner ends the session that met it, and no other', async () => {
  const calm = await connect();
  calm.send(start);
  await calm.until(() => calm.texts('config').length === 1);
  stream.video.subscribe = () => {
    throw new Error('no encoder');
  };
  const unlucky = await connect();
  unlucky.send(start);
  expect(await unlucky.closed).toBe(1008);
  expect(unlucky.texts('error')).toMatchObject([{ code: 'internal' }]);
  await until(() => stream.viewers === 1);
  stream.video.feed(true);
  await calm.until(() => calm.videos.length === 1);
});

describe('the end', () => {
  it('of its time is announced, and it may come again', async () => {
    await server.close(0);
    await serve({ lifetimeMs: 30 });
    const client = await connect();
    client.send(start);
    expect(await client.closed).toBe(1000);
    expect(client.texts('bye')).toEqual([{ type: 'bye', reason: 'renew' }]);
    const again = await connect();
    await again.closed;
  });

  it('of the runner is told to all; who does not answer is cut off at the deadline', async () => {
    const clients = await Promise.all([connect(), connect(), connect()]);
    for (const client of clients) client.send(start);
    await until(() => stream.watchers === 3);
    const [stuck, ...others] = clients;
    stuck.pause();
    await server.close(100);
    expect(stream).toMatchObject({ viewers: 0, watchers: 0, video: { listeners: 0 } });
    for (const client of others) {
      expect(await client.closed).toBe(1001);
      expect(client.texts('bye')).toEqual([{ type: 'bye', reason: 'shutdown' }]);
    }
    await expect(connect()).rejects.toThrow('ECONNREFUSED');
    stuck.resume();
    await stuck.closed;
  });
});
