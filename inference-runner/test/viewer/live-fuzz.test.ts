import { connect } from 'node:net';
import { decodeBinary, parseServerMessage } from '@framewatch/protocol';
import { pino } from 'pino';
import { seeded } from '../../../protocol/test/random.js';
import { defaultLiveLimits } from '../../src/viewer/limits.js';
import { LiveSession } from '../../src/viewer/live-session.js';
import { createViewerServer, type ViewerServer } from '../../src/viewer/server.js';
import { FakeClock } from '../fake-clock.js';
import { FakeRunner, FakeSocket, FakeStream } from './fakes.js';
import { LiveClient } from './live-client.js';
import { mutate, randomBytes } from './random.js';

// Real sockets on a machine that may be busy: a bound for what hangs, not a measurement.
jest.setTimeout(60_000);

const MESSAGES = 10_000;
const SEED = 20_240_917;
const LIVE = '/viewer/v1/streams/lobby/live';

const good = [
  { type: 'start', version: 1, video: 'h264' },
  { type: 'start', version: 1, video: 'jpeg' },
  { type: 'ack', seq: 3, queue: 2 },
  { type: 'keyframe' },
  { type: 'ping', id: 77 },
].map((message) => Buffer.from(JSON.stringify(message)));

/** Mostly a message gone wrong, sometimes a good one, sometimes noise. */
function nextMessage(random: () => number): Buffer {
  const base = good[Math.floor(random() * good.length)]!;
  if (random() < 0.1) return base;
  return random() < 0.2 ? randomBytes(random, Math.floor(random() * 4200)) : mutate(random, base);
}

let stream: FakeStream;
let server: ViewerServer;
let port: number;

beforeEach(async () => {
  stream = new FakeStream();
  server = createViewerServer(
    new FakeRunner(stream),
    { host: '127.0.0.1', port: 0, tokens: [] },
    { log: pino({ level: 'silent' }), meterOf: () => stream.meter }
  );
  ({ port } = await server.listen());
  for (let i = 0; i < 5; i++) stream.video.feed(i === 0);
});

afterEach(() => server.close(500));

async function left(): Promise<void> {
  while (stream.viewers > 0) await new Promise((resolve) => setTimeout(resolve, 5));
}

it('a session answers each of 10,000 random and mutated messages with valid ones, or ends', () => {
  const random = seeded(SEED);
  const clock = new FakeClock();
  const ofSession = new FakeStream();
  ofSession.video.feed(true);
  let socket = new FakeSocket();
  let session = new LiveSession(ofSession, ofSession.meter, socket, clock, defaultLiveLimits, () => undefined);
  for (let i = 0; i < MESSAGES; i++) {
    if (socket.closeCode !== null || socket.terminated) {
      session.onClose();
      socket = new FakeSocket();
      session = new LiveSession(ofSession, ofSession.meter, socket, clock, defaultLiveLimits, () => undefined);
      session.onText(good[0]!.toString());
    }
    const bytes = nextMessage(random);
    if (random() < 0.95) session.onText(bytes.toString('utf8'));
    else session.onBinary();
    ofSession.video.feed(i % 30 === 0);
    clock.advance(random() * 200);
    session.onPong();
    for (const data of socket.sent.splice(0)) {
      if (typeof data === 'string') parseServerMessage(data);
      else decodeBinary(data);
    }
  }
  session.onClose();
  expect(clock.nextMs).toBeNull();
  expect(ofSession).toMatchObject({ viewers: 0, watchers: 0, video: { listeners: 0 } });
});

it('10,000 of them over real sockets end sessions, and nothing else', async () => {
  const random = seeded(SEED);
  let client: LiveClient | null = null;
  let open = false;
  let sessions = 0;
  for (let i = 0; i < MESSAGES; i++) {
    if (!client || !open) {
      client = await LiveClient.connect(port, LIVE, {});
      sessions += 1;
      open = true;
      void client.closed.then(() => (open = false));
      if (random() < 0.8) client.send(good[0]!.toString());
    }
    const bytes = nextMessage(random);
    // Text of ours has to be valid UTF-8 to get past a WebSocket at all; what is not goes as bytes.
    const text = bytes.toString('utf8');
    client.send(random() < 0.9 ? text : bytes);
    if (i % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  }
  client?.close();
  await left();
  expect(sessions).toBeGreaterThan(10);
  expect(stream).toMatchObject({ viewers: 0, watchers: 0, video: { listeners: 0 } });

  const viewer = await LiveClient.connect(port, LIVE, {});
  viewer.send(good[0]!.toString());
  await viewer.until(() => viewer.videos.length === 5);
  viewer.close();
  await left();
});

it('bytes that are no WebSocket frames end the connection, and nothing else', async () => {
  const random = seeded(SEED);
  const upgrade = [
    `GET ${LIVE} HTTP/1.1`,
    'Host: localhost',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    '',
    '',
  ].join('\r\n');
  for (let i = 0; i < 200; i++) {
    await new Promise<void>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.write(upgrade);
        socket.write(randomBytes(random, 1 + Math.floor(random() * 300)));
        socket.end();
      });
      socket.on('data', () => undefined);
      socket.on('error', () => undefined);
      socket.on('close', () => resolve());
    });
  }
  await left();
  expect(stream).toMatchObject({ viewers: 0, watchers: 0, video: { listeners: 0 } });
});
