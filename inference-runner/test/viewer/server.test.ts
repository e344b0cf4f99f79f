import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import {
  detectionHistorySchema,
  eventHistorySchema,
  healthSchema,
  streamDescriptorSchema,
  streamListSchema,
  telemetrySnapshotSchema,
} from '@framewatch/protocol';
import { pino } from 'pino';
import type { ViewerConfig } from '../../src/config/types.js';
import { AddressInUseError, TokenRequiredError } from '../../src/viewer/errors.js';
import { createViewerServer, type ViewerServer } from '../../src/viewer/server.js';
import { FakeRunner, FakeStream, frameResult } from './fakes.js';

// Real sockets on a machine that may be busy: a bound for what hangs, not a measurement.
jest.setTimeout(60_000);

const TOKEN = 'correct-horse-battery';
const NEXT_TOKEN = 'staple-staple-staple';
const log = pino({ level: 'silent' });

let runner: FakeRunner;
let stream: FakeStream;
const servers: ViewerServer[] = [];

async function start(config: Partial<ViewerConfig> = {}): Promise<{ host: string; port: number }> {
  const server = createViewerServer(runner, { host: '127.0.0.1', port: 0, tokens: [TOKEN], ...config }, { log });
  servers.push(server);
  return server.listen();
}

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

function ask(
  port: number,
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {}
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { method = 'GET', headers = { authorization: `Bearer ${TOKEN}` }, body } = options;
    const request = httpRequest({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) })
      );
    });
    request.on('error', reject);
    request.end(body);
  });
}

function json(answer: Answer): unknown {
  return JSON.parse(answer.body.toString()) as unknown;
}

function errorCode(answer: Answer): string {
  const { error } = json(answer) as { error: { code: string; message: string } };
  expect(error.message.length).toBeGreaterThan(10);
  return error.code;
}

/** Sends bytes that no HTTP client would send, and resolves with everything that came back. */
function askRaw(port: number, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('error', () => resolve(answer));
    socket.on('close', () => resolve(answer));
  });
}

beforeEach(() => {
  stream = new FakeStream();
  runner = new FakeRunner(stream, new FakeStream('dock'));
});

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close(1000)));
});

describe('routes', () => {
  const base = '/viewer/v1';

  it('tells how the runner is', async () => {
    const { port } = await start();
    const answer = await ask(port, `${base}/health`);
    expect(answer.status).toBe(200);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(healthSchema.parse(json(answer))).toEqual({
      status: 'ok',
      version: '0.1.0-test',
      streams: { total: 2, up: 2 },
    });

    stream.state = 'stalled';
    expect(json(await ask(port, `${base}/health`))).toMatchObject({ status: 'degraded', streams: { total: 2, up: 1 } });
    runner.stopping = true;
    expect(json(await ask(port, `${base}/health`))).toMatchObject({ status: 'stopping' });
  });

  it('lists the streams and describes one', async () => {
    const { port } = await start();
    const list = streamListSchema.parse(json(await ask(port, `${base}/streams`)));
    expect(list.streams.map(({ id }) => id)).toEqual(['lobby', 'dock']);
    const one = streamDescriptorSchema.parse(json(await ask(port, `${base}/streams/lobby`)));
    expect(one).toEqual(stream.describe());
  });

  it('gives the latest picture, or says that there is none yet', async () => {
    const { port } = await start();
    for (const query of ['', '?annotated=0', '?annotated=1']) {
      const answer = await ask(port, `${base}/streams/lobby/snapshot.jpg${query}`);
      expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'image/jpeg' } });
      expect([...answer.body]).toEqual([0xff, 0xd8, 0xff, 0xd9]);
    }
    stream.picture = null;
    const answer = await ask(port, `${base}/streams/lobby/snapshot.jpg`);
    expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
    expect(errorCode(answer)).toBe('no-picture');
  });

  it('answers history and events of the range asked for', async () => {
    const { port } = await start();
    const timeMs = 1_700_000_000_000;
    stream.history.addResult(frameResult({ captureTimeUs: timeMs * 1000 }));
    stream.history.addEvent({ timeUs: timeMs * 1000, stream: 'lobby', type: 'state', severity: 'info', message: 'up' });
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

  it('gives the exporter its snapshot', async () => {
    const { port } = await start();
    const snapshot = telemetrySnapshotSchema.parse(json(await ask(port, `${base}/telemetry`)));
    expect(snapshot.streams.map((telemetry) => telemetry.stream)).toEqual(['lobby', 'dock']);
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
    ['/streams/lobby/events?to=NaN', 'bad-query'],
    ['/streams/lobby/snapshot.jpg?annotated=yes', 'bad-query'],
    ['/streams/%zz/events', 'bad-request'],
    [`/streams/${'x'.repeat(101)}`, 'bad-request'],
  ])('refuses %s as %s', async (path, code) => {
    const { port } = await start();
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
    const { port } = await start();
    const answer = await ask(port, path);
    expect(answer.status).toBe(404);
    expect(errorCode(answer)).toBe(code);
  });

  it('explains a WebSocket that lost its Upgrade header on the way', async () => {
    const { port } = await start();
    const answer = await ask(port, `${base}/streams/lobby/live`);
    expect(answer.status).toBe(426);
    expect(errorCode(answer)).toBe('websocket-required');
  });

  it('reads only', async () => {
    const { port } = await start();
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const answer = await ask(port, `${base}/health`, { method });
      expect(answer).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
    }
    const head = await ask(port, `${base}/health`, { method: 'HEAD' });
    expect(head).toMatchObject({ status: 200, body: Buffer.alloc(0) });
  });

  it('tells nothing of its own failures but that they are in the log', async () => {
    const { port } = await start();
    stream.snapshot = () => Promise.reject(new Error('rtsp://user:secret@camera/ broke'));
    const answer = await ask(port, `${base}/streams/lobby/snapshot.jpg`);
    expect(answer.status).toBe(500);
    expect(errorCode(answer)).toBe('internal');
    expect(answer.body.toString()).not.toContain('secret');
  });
});

describe('access', () => {
  const paths = ['/viewer/v1/health', '/viewer/v1/telemetry', '/viewer/v1/streams/attic', '/', '/%zz', '/x/../../etc'];

  it.each([
    ['no token', {}],
    ['an empty one', { authorization: 'Bearer ' }],
    ['a wrong one', { authorization: 'Bearer wrong' }],
    ['half of one', { authorization: `Bearer ${TOKEN.slice(0, -1)}` }],
    ['one too long', { authorization: `Bearer ${TOKEN}x` }],
    ['another scheme', { authorization: `Basic ${Buffer.from(`user:${TOKEN}`).toString('base64')}` }],
    ['two tokens', { authorization: `Bearer ${TOKEN} ${TOKEN}` }],
  ])('refuses %s everywhere, always in the same words', async (_what, headers) => {
    const { port } = await start();
    const answers = await Promise.all(paths.map((path) => ask(port, path, { headers })));
    const unauthenticated = await ask(port, '/viewer/v1/health', { headers: {} });
    for (const answer of answers) {
      expect(answer.status).toBe(401);
      expect(answer.headers['www-authenticate']).toBe('Bearer');
      expect(answer.body).toEqual(unauthenticated.body);
    }
  });

  it('takes no token from the address', async () => {
    const { port } = await start();
    expect((await ask(port, `/viewer/v1/health?token=${TOKEN}`, { headers: {} })).status).toBe(401);
  });

  it('takes every configured token, so that one can be replaced, and no longer the one that was removed', async () => {
    const { port } = await start({ tokens: [TOKEN, NEXT_TOKEN] });
    for (const token of [TOKEN, NEXT_TOKEN]) {
      const answer = await ask(port, '/viewer/v1/health', { headers: { authorization: `bearer ${token}` } });
      expect(answer.status).toBe(200);
    }
    const later = await start({ tokens: [NEXT_TOKEN] });
    expect((await ask(later.port, '/viewer/v1/health')).status).toBe(401);
  });

  it('does not listen to the network without a token', async () => {
    await expect(start({ tokens: [], host: '0.0.0.0' })).rejects.toThrow(TokenRequiredError);
    await expect(start({ tokens: [], host: 'runner.example' })).rejects.toThrow(/configure a viewer token/);
  });

  it.each([
    ['localhost:1', undefined, 200],
    ['127.0.0.1', undefined, 200],
    ['[::1]:80', undefined, 200],
    ['localhost', 'http://localhost:3000', 200],
    ['rebound.example', undefined, 403],
    ['localhost.example', undefined, 403],
    ['127.0.0.1.example', undefined, 403],
    ['localhost', 'http://evil.example', 403],
    ['localhost', 'null', 403],
  ])('without a token answers Host %s and Origin %s with %i', async (host, origin, status) => {
    const { port } = await start({ tokens: [] });
    const headers = { host, ...(origin === undefined ? {} : { origin }) };
    expect((await ask(port, '/viewer/v1/health', { headers })).status).toBe(status);
  });

  it('with a token does not mind names: proxies forward those of the browser', async () => {
    const { port } = await start();
    const headers = { authorization: `Bearer ${TOKEN}`, host: 'runner', origin: 'https://grafana.example' };
    expect((await ask(port, '/viewer/v1/health', { headers })).status).toBe(200);
  });
});

describe('requests out of bounds', () => {
  it('refuses a body, announced or chunked, without reading it', async () => {
    const { port } = await start();
    const authorization = `Bearer ${TOKEN}`;
    const sized = await ask(port, '/viewer/v1/health', { method: 'POST', body: 'x'.repeat(100_000) });
    expect(sized.status).toBe(413);
    expect(errorCode(sized)).toBe('body-too-large');
    const chunked = await ask(port, '/viewer/v1/health', {
      headers: { authorization, 'transfer-encoding': 'chunked' },
      body: 'x',
    });
    expect(chunked.status).toBe(413);
    const strange = await ask(port, '/viewer/v1/health', {
      headers: { authorization, 'content-length': '1' },
      body: 'x',
    });
    expect(strange.status).toBe(413);
  });

  it('refuses headers beyond 16 KiB', async () => {
    const { port } = await start();
    const answer = await ask(port, '/viewer/v1/health', { headers: { cookie: 'x'.repeat(20_000) } });
    expect(answer.status).toBe(431);
    expect(errorCode(answer)).toBe('headers-too-large');
  });

  it('answers what is not HTTP with 400, and goes on', async () => {
    const { port } = await start();
    expect(await askRaw(port, '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03')).toMatch(/^HTTP\/1\.1 400 /);
    expect(await askRaw(port, 'GET /viewer/v1/health HTTP/9.9\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    expect((await ask(port, '/viewer/v1/health')).status).toBe(200);
  });
});

describe('listening', () => {
  it('says who has the port when it is taken', async () => {
    const { port } = await start();
    const second = start({ port });
    await expect(second).rejects.toThrow(AddressInUseError);
    await expect(second).rejects.toThrow(`127.0.0.1:${port} is in use`);
  });

  it('can be closed although it never listened, and twice', async () => {
    const { port } = await start();
    const [first] = servers;
    const second = createViewerServer(runner, { host: '127.0.0.1', port, tokens: [TOKEN] }, { log });
    await expect(second.listen()).rejects.toThrow(AddressInUseError);
    await second.close(50);
    await createViewerServer(runner, { host: '127.0.0.1', port: 0, tokens: [] }, { log }).close(50);
    await first!.close(50);
    await first!.close(50);
  });

  it('ends within its deadline although a connection is kept open', async () => {
    const { port } = await start();
    const socket = connect(port, '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    socket.write('GET /viewer/v1/health HTTP/1.1\r\n');
    const closed = new Promise((resolve) => socket.once('close', resolve));
    await Promise.all(servers.splice(0).map((server) => server.close(50)));
    await closed;
    await expect(ask(port, '/viewer/v1/health')).rejects.toThrow('ECONNREFUSED');
  });
});
