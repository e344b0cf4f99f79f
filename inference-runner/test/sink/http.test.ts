import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { gunzipSync } from 'node:zlib';
import { type Clock, systemClock } from '@framewatch/service-kit';
import { createInfluxSink, type ResultSink } from '../../src/sink/index.js';
import { captureLog, counted, countingSink, eventually, frameResult, person, temporaryFolder } from './fakes.js';

/** The sink and its client against a real HTTP server that misbehaves in every way that InfluxDB and proxies can. */

/** Waits are five times as short: a request is given up after 2 s instead of 10. */
const hurriedClock: Clock = { ...systemClock, after: (ms, callback) => systemClock.after(ms / 5, callback) };

jest.setTimeout(60_000);

interface Request {
  path: string | undefined;
  headers: IncomingMessage['headers'];
  lines: string[];
}

type Answer = (response: ServerResponse, request: Request) => void;

const ok: Answer = (response) => response.writeHead(204).end();
const status =
  (code: number, body: object | string = '', headers: Record<string, string> = {}): Answer =>
  (response) => {
    const json = typeof body === 'object';
    response.writeHead(code, { 'content-type': json ? 'application/json' : 'text/html', ...headers });
    response.end(json ? JSON.stringify(body) : body);
  };

/** Bytes that the newest endless answer got rid of. */
let poured = 0;

/** Writes on until the other side has had enough. */
async function endless(response: ServerResponse, code: number): Promise<void> {
  poured = 0;
  response.writeHead(code, { 'content-type': 'application/json' });
  const pour = function* () {
    for (;;) {
      poured += 64 * 1024;
      yield Buffer.alloc(64 * 1024, 'x');
    }
  };
  // Rejects when the other side closes the connection.
  await pipeline(pour, response).catch(() => undefined);
}

let server: Server;
let answer: Answer;
let requests: Request[];
let folder: ReturnType<typeof temporaryFolder>;
let logged: ReturnType<typeof captureLog>;
let sink: ResultSink;

async function read(request: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const text = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString();
  return { path: request.url, headers: request.headers, lines: text.split('\n') };
}

beforeEach(async () => {
  requests = [];
  answer = ok;
  server = createServer((request, response) => {
    void read(request).then((read) => {
      requests.push(read);
      answer(response, read);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  folder = temporaryFolder();
  logged = captureLog();
  const counting = countingSink();
  sink = await createInfluxSink(
    {
      type: 'influxdb',
      name: 'influxdb',
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      org: 'my org',
      bucket: 'frame&watch',
      token: 'geheim',
      spoolPath: folder.path,
      spoolBytes: 1e6,
      batchLines: 10,
      batchMs: 10,
      objects: false,
    },
    { log: logged.log, scope: counting.scope, clock: hurriedClock }
  );
  counting.of(sink);
});

afterEach(async () => {
  await sink.close(10_000);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  folder.remove();
});

function takeFrames(count: number): void {
  for (let frame = 0; frame < count; frame += 1) {
    sink.takeResult(frameResult({ captureTimeUs: frame, detections: frame % 2 === 0 ? [person(0.5)] : [] }));
  }
}

/** What was written, each line once. */
function written(): Set<string> {
  return new Set(requests.flatMap((request) => request.lines));
}

describe('InfluxDB is well: a write', () => {
  it('goes to the bucket with the token, in microseconds, compressed when it is long', async () => {
    takeFrames(6);
    await eventually(() => counted(sink).pointsWritten === 9);

    expect(requests[0]).toMatchObject({
      path: '/api/v2/write?org=my+org&bucket=frame%26watch&precision=us',
      headers: { authorization: 'Token geheim', 'content-type': 'text/plain; charset=utf-8' },
    });
    expect(requests[0]?.headers['content-encoding']).toBeUndefined();
    const times = { id: 'state-0', beginUs: 0, endUs: 0 };
    sink.takeEvent({ ...times, stream: 'lobby', type: 'state', severity: 'info', message: 'x'.repeat(1000) });
    await eventually(() => counted(sink).pointsWritten === 10);
    expect(requests[1]?.headers['content-encoding']).toBe('gzip');
  });
});

describe.each<[string, Answer, string]>([
  ['401 (token refused)', status(401, { code: 'unauthorized', message: 'unauthorized access' }), 'unauthorized'],
  ['403 (no permission)', status(403, { code: 'forbidden', message: 'insufficient permissions' }), 'forbidden'],
  ['404 (bucket missing)', status(404, { code: 'not found', message: 'bucket "x" not found' }), 'not-found'],
  ['429 (too many requests)', status(429, '', { 'retry-after': '1' }), 'rate-limited'],
  ['500 (internal error)', status(500, { code: 'internal error', message: 'engine' }), 'server-error'],
  ['503 (overloaded)', status(503, '', { 'retry-after': '1' }), 'unavailable'],
  ['502 (a proxy)', status(502, '<html>Bad Gateway</html>'), 'server-error'],
  ['400 (a proxy)', status(400, '<html>plain HTTP to an HTTPS port</html>'), 'unexpected-answer'],
  ['200 (a login page)', status(200, '<html>Welcome</html>'), 'unexpected-answer'],
  ['302 (to a login page)', status(302, '', { location: 'http://127.0.0.1:1/login' }), 'unexpected-answer'],
  ['a reset', (response) => response.destroy(), 'unreachable'],
  [
    'a reset in the middle of its answer',
    (response) => {
      response.writeHead(200, { 'content-length': '1000' }).write('half of');
      setTimeout(() => response.destroy(), 20);
    },
    'unreachable',
  ],
  [
    'half of an error',
    (response) => {
      response.writeHead(500, { 'content-type': 'application/json', 'content-length': '1000' }).write('{"mess');
      setTimeout(() => response.destroy(), 20);
    },
    'unreachable',
  ],
  [
    'an error of two gigabytes, as it says',
    (response) => {
      response.writeHead(500, { 'content-type': 'application/json', 'content-length': String(2 ** 31) });
      response.write('x'.repeat(100_000));
    },
    'server-error',
  ],
  ['an error that never ends', (response) => void endless(response, 400), 'unexpected-answer'],
  ['a friendly answer that never ends', (response) => void endless(response, 200), 'unexpected-answer'],
  ['nothing (slow: given up after 10 s)', () => undefined, 'timeout'],
  ['what is no HTTP', (response) => response.socket?.end('garbage\r\n\r\n'), 'unreachable'],
])('InfluxDB answers %s', (_name, failure, reason) => {
  it('loses nothing, and the points are written when the database is well again', async () => {
    answer = (response, request) => (requests.length === 1 ? failure(response, request) : ok(response, request));
    takeFrames(4);
    await eventually(() => counted(sink).pointsWritten === 6);

    expect(counted(sink)).toMatchObject({ writeErrors: { [reason]: 1 }, pointsDropped: {}, bufferedPoints: 0 });
    expect(written().size).toBe(6);
    expect(logged.messages()).toEqual(['points cannot be written, kept for later', 'database takes points again']);
    expect(JSON.stringify(logged.lines)).not.toContain('geheim');
  });
});

it('reads no more of an answer than it needs to say why', async () => {
  answer = (response, request) => (requests.length === 1 ? void endless(response, 500) : ok(response, request));
  takeFrames(4);
  await eventually(() => counted(sink).pointsWritten === 6);
  // What the two systems' socket buffers take comes on top of what is read.
  expect(poured).toBeLessThan(16 * 1024 * 1024);
});

describe('InfluxDB answers that the points are to blame', () => {
  it('413: the batch is sent in halves', async () => {
    answer = (response, request) => (request.lines.length > 2 ? status(413) : ok)(response, request);
    takeFrames(4);
    await eventually(() => counted(sink).pointsWritten === 6);

    expect(counted(sink)).toMatchObject({ writeErrors: { 'too-large': 3 }, pointsDropped: {} });
  });

  it('400 and 422: the bad line is found, dropped and counted, all others are written', async () => {
    const malformed = status(400, { code: 'invalid', message: "unable to parse 'frames'" });
    answer = (response, request) => {
      const bad = request.lines.some((line) => line.startsWith('frames') && line.endsWith(' 3'));
      (bad ? malformed : ok)(response, request);
    };
    takeFrames(6);
    await eventually(() => counted(sink).pointsWritten === 8);

    expect(counted(sink).pointsDropped).toEqual({ rejected: 1 });
  });

  it('a partial write: what the database left out is counted as dropped', async () => {
    const partial = 'failure writing points: partial write: field type conflict dropped=2';
    answer = status(422, { code: 'unprocessable entity', message: partial });
    takeFrames(4);
    await eventually(() => counted(sink).pointsWritten === 4);

    expect(counted(sink).pointsDropped).toEqual({ rejected: 2 });
    expect(requests).toHaveLength(1);
  });
});

describe('InfluxDB quotes what it was sent', () => {
  it.each([
    ['a token', { code: 'unauthorized', message: 'unauthorized: Token geheim is not known' }],
    [
      'a token where the text is cut',
      { code: 'unauthorized', message: `${'x'.repeat(280)} Token geheim${'y'.repeat(50)}` },
    ],
    ['an address', { code: 'invalid', message: 'via http://geheim:geheim@proxy/?geheim' }],
  ])('%s, which is not passed on', async (_, body) => {
    answer = status(401, body);
    takeFrames(2);
    await eventually(() => (counted(sink).writeErrors.unauthorized ?? 0) > 0);
    expect(logged.messages()).toEqual(['points cannot be written, kept for later']);
    expect(JSON.stringify(logged.lines)).not.toContain('gehe');
  });
});

describe('InfluxDB is down', () => {
  it('loses nothing, and the points are written when it is there again', async () => {
    const { port } = server.address() as AddressInfo;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    takeFrames(4);
    await eventually(() => (counted(sink).writeErrors.unreachable ?? 0) > 2);
    expect(counted(sink)).toMatchObject({ pointsWritten: 0, bufferedPoints: 6 });

    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    await eventually(() => counted(sink).pointsWritten === 6);

    expect(written().size).toBe(6);
    expect(counted(sink)).toMatchObject({ pointsDropped: {}, bufferedPoints: 0 });
    expect(logged.messages()).toEqual(['points cannot be written, kept for later', 'database takes points again']);
  });
});

describe('InfluxDB is slow', () => {
  it('does not slow the one who hands in results', async () => {
    let release: () => void = () => undefined;
    answer = (response, request) => (release = () => ok(response, request));
    takeFrames(4);
    await eventually(() => requests.length === 1);
    takeFrames(1000);

    expect(requests).toHaveLength(1);
    expect(counted(sink).bufferedPoints).toBe(1506);
    answer = ok;
    release();
    await eventually(() => counted(sink).pointsWritten === 1506);
  });

  it('is left when the runner ends, and the points stay in the spool', async () => {
    answer = () => undefined;
    takeFrames(4);
    await eventually(() => requests.length === 1);
    await sink.close(2000);

    expect(counted(sink)).toMatchObject({ bufferedPoints: 6, pointsDropped: {} });
  });
});
