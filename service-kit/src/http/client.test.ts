import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { makeCertificate } from '../../../inference-runner/test/source/certificate.js';
import { HttpClient, hostOf, type HttpRequest, HttpRequestError } from './index.js';

/** The client against real servers that misbehave. */

const TOKEN = 's3cret-s3cret';

const servers: Server[] = [];
let server: Server;
let requests: { method: string; url: string; headers: IncomingMessage['headers']; body: string; socket: unknown }[];
afterEach(async () => {
  for (const one of servers.splice(0).filter(({ listening }) => listening)) {
    one.closeAllConnections();
    await new Promise((resolve) => one.close(resolve));
  }
});

async function start(answer: (response: ServerResponse) => void, create = createServer): Promise<URL> {
  requests = [];
  const listener: RequestListener = (request, response) => {
    void (async () => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      const { method = '', url = '', headers, socket } = request;
      requests.push({ method, url, headers, body, socket });
      answer(response);
    })();
  };
  server = create(listener);
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/api?secret=${TOKEN}`);
}

const client = (keepAlive = false) => new HttpClient({ keepAlive });
const text = (url: URL, request: HttpRequest = {}, maxBytes = 1000) =>
  client().ask(url, { token: TOKEN, ...request }, async (answer) => (await answer.body(maxBytes)).toString());

/** The error of a request, which never shows the token or the path. */
async function failure(asked: Promise<unknown>): Promise<HttpRequestError> {
  const error = await asked.then(
    () => null,
    (e: unknown) => e
  );
  if (!(error instanceof HttpRequestError)) throw new Error('expected an HttpRequestError', { cause: error });
  expect(error.message).not.toContain('s3cret');
  return error;
}

/** A clock whose only timer the test lets run out. */
function manualClock() {
  const state = { ms: 0, cancelled: false, runOut: (): void => undefined };
  const after = (ms: number, runOut: () => void) => {
    Object.assign(state, { ms, runOut });
    return () => (state.cancelled = true);
  };
  return { state, after };
}

describe('a request', () => {
  it('has path, parameters, headers, token and body', async () => {
    const url = await start((response) => response.end('taken'));
    expect(await text(url, { method: 'POST', headers: { 'x-a': 'b' }, body: 'points' })).toBe('taken');
    expect(requests).toMatchObject([
      {
        method: 'POST',
        url: `/api?secret=${TOKEN}`,
        headers: { 'x-a': 'b', authorization: `Bearer ${TOKEN}`, 'content-length': '6' },
        body: 'points',
      },
    ]);
  });

  it('has no token where there is none, and another host where that is given', async () => {
    const url = await start((response) => response.end());
    await text(url, { token: null, headers: { host: 'runner.example' } });
    expect(requests[0]?.headers).toMatchObject({ host: 'runner.example' });
    expect(requests[0]?.headers.authorization).toBeUndefined();
  });

  it('never shows a token that no header can hold', async () => {
    const url = await start((response) => response.end());
    await failure(text(url, { token: `${TOKEN}\nx: y` }));
    expect(requests).toEqual([]);
  });

  it('follows no redirect: it is an answer', async () => {
    const url = await start((response) => response.writeHead(302, { location: '/elsewhere' }).end());
    const answer = client().ask(url, { token: TOKEN }, ({ status, headers }) => [status, headers.location]);
    expect(await answer).toEqual([302, '/elsewhere']);
    expect(requests).toHaveLength(1);
  });
});

describe('connections', () => {
  it('are kept for a next request', async () => {
    const url = await start((response) => response.end('ok'));
    const kept = client(true);
    for (let i = 0; i < 10; i++) await kept.ask(url, {}, (answer) => answer.body(10));
    // One that has just been read may not be free yet when the next request comes at once.
    expect(new Set(requests.map(({ socket }) => socket)).size).toBeLessThanOrEqual(2);
  });

  it('are of each request alone where they are not to be kept, and the server knows', async () => {
    const url = await start((response) => response.end('ok'));
    const single = client(false);
    for (let i = 0; i < 2; i++) await single.ask(url, {}, (answer) => answer.body(10));
    expect(new Set(requests.map(({ socket }) => socket)).size).toBe(2);
    expect(requests[0]?.headers.connection).toBe('close');
  });

  it('are freed with what was not read of an answer, and a next request gets through', async () => {
    const url = await start((response) => void response.writeHead(503).write('x'.repeat(100_000)));
    const kept = client(true);
    for (let i = 0; i < 2; i++) expect(await kept.ask(url, {}, ({ status }) => status)).toBe(503);
    expect(requests).toHaveLength(2);
  });

  it('that the server closed while they were idle do no harm', async () => {
    const url = await start((response) => response.end('ok'));
    const kept = client(true);
    await kept.ask(url, {}, (answer) => answer.body(10));
    server.closeIdleConnections();
    await new Promise((resolve) => setImmediate(resolve));
    expect((await kept.ask(url, {}, (answer) => answer.body(10))).toString()).toBe('ok');
  });
});

describe('a body', () => {
  it('of exactly the most bytes is taken, of one more is not', async () => {
    const url = await start((response) => response.end('12345'));
    expect(await text(url, {}, 5)).toBe('12345');
    const { reason, message } = await failure(text(url, {}, 4));
    expect([reason, message]).toEqual(['oversized', expect.stringContaining('answers with more than 4 bytes')]);
  });

  it('without an end is left, and the connection with it', async () => {
    let closed: Promise<unknown> = Promise.resolve();
    const url = await start((response) => {
      closed = once(response, 'close');
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      };
      response.on('drain', more);
      more();
    });
    expect((await failure(text(url))).reason).toBe('oversized');
    await closed;
    const begin = await client().ask(url, {}, (answer) => answer.bodyStart(1000));
    expect(begin.toString()).toBe('x'.repeat(1000));
  });

  it('whose first bytes are there is not waited for', async () => {
    const url = await start((response) => void response.writeHead(500).write('12345'));
    expect((await client().ask(url, {}, (answer) => answer.bodyStart(5))).toString()).toBe('12345');
  });
});

describe('a server that fails', () => {
  it('is not there', async () => {
    const url = await start(() => undefined);
    await new Promise((resolve) => server.close(resolve));
    const { reason, message, cause } = await failure(text(url));
    expect(reason).toBe('unreachable');
    expect(message).toBe(
      `cannot connect to ${url.host} (ECONNREFUSED): is it started, does it listen there, is the address right?`
    );
    expect(cause).toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('has a name that nobody knows', async () => {
    await start(() => undefined);
    const { reason, message } = await failure(text(new URL('http://does-not-exist.invalid/')));
    expect([reason, message]).toEqual(['unreachable', expect.stringMatching(/ENOTFOUND|EAI_AGAIN/)]);
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['closes the connection', (response) => void response.destroy()],
    ['resets the connection', (response) => void response.socket?.resetAndDestroy()],
    [
      'closes in the middle of its answer',
      (response) => response.writeHead(200, { 'content-length': '9' }).write('half', () => response.destroy()),
    ],
    [
      'resets in the middle of its answer',
      (response) =>
        response.writeHead(200, { 'content-length': '9' }).write('half', () => response.socket?.resetAndDestroy()),
    ],
    ['ends chunks without the last', (response) => response.writeHead(200).write('x', () => response.destroy())],
    ['is no HTTP server', (response) => void response.socket?.end('SSH-2.0-OpenSSH_9.2\r\n')],
    ['has a head without end', (response) => void response.socket?.write(`HTTP/1.1 200 OK\r\na: ${'x'.repeat(1e5)}`)],
  ])('%s', async (_, answer) => {
    const { reason } = await failure(text(await start(answer)));
    expect(reason).toBe('interrupted');
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['never answers', () => undefined],
    ['stops after the head', (response) => response.writeHead(200).flushHeaders()],
    ['stops in the middle', (response) => void response.writeHead(200).write('x')],
  ])('%s: it ends with the deadline, on the clock that is passed in', async (_, answer) => {
    const clock = manualClock();
    const url = await start((response) => {
      answer(response);
      setTimeout(() => clock.state.runOut(), 20);
    });
    const asked = new HttpClient({ keepAlive: true, clock }).ask(url, { deadlineMs: 5000 }, (one) => one.body(10));
    const { reason, message } = await failure(asked);
    expect([reason, message]).toEqual(['timeout', expect.stringContaining('within 5000 ms')]);
    expect(clock.state).toMatchObject({ ms: 5000, cancelled: true });
  });

  it('ends with the signal, before it was asked too', async () => {
    const asking = new AbortController();
    const url = await start(() => asking.abort());
    expect((await failure(text(url, { signal: asking.signal }))).reason).toBe('aborted');
    expect((await failure(text(url, { signal: asking.signal }))).reason).toBe('aborted');
    expect(requests).toHaveLength(1);
  });
});

it('leaves no timer when all is well, and passes on what the reader throws', async () => {
  const clock = manualClock();
  const url = await start((response) => response.end('ok'));
  const asked = new HttpClient({ keepAlive: false, clock }).ask(url, { deadlineMs: 9 }, () => {
    throw new TypeError('of the reader');
  });
  await expect(asked).rejects.toThrow(TypeError);
  expect(clock.state.cancelled).toBe(true);
});

describe('TLS', () => {
  const authority = makeCertificate({ name: 'authority', authority: true });
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'http-'));
    writeFileSync(path.join(folder, 'ca.pem'), authority.cert);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Asks in a process of its own, as NODE_EXTRA_CA_CERTS is read when one begins. */
  async function ask(env: Record<string, string>, request: HttpRequest = {}, host = 'runner.example'): Promise<string> {
    const pair = makeCertificate({ by: authority, host });
    const url = await start((response) => response.end('ok'), ((listener: RequestListener) =>
      createTlsServer(pair, listener)) as unknown as typeof createServer);
    url.protocol = 'https:';
    const script = `
      import { HttpClient } from ${JSON.stringify(path.join(__dirname, '../../dist/index.js'))};
      const client = new HttpClient({ keepAlive: true });
      const read = async (answer) => String(await answer.body(10));
      const done = client.ask(new URL(${JSON.stringify(url.href)}), ${JSON.stringify(request)}, read);
      console.log(await done.catch(({ reason }) => reason));`;
    const args = ['--input-type=module', '-e', script];
    return (await promisify(execFile)(process.execPath, args, { env: { ...process.env, ...env } })).stdout.trim();
  }
  const trusting = () => ({ NODE_EXTRA_CA_CERTS: path.join(folder, 'ca.pem') });

  it('takes a certificate for the host that is asked for, of an authority in NODE_EXTRA_CA_CERTS', async () => {
    expect(await ask(trusting(), { headers: { host: 'runner.example' } })).toBe('ok');
  });

  it('refuses one for another host', async () => {
    expect(await ask(trusting(), { headers: { host: 'other.example' } })).toBe('tls');
    expect(await ask(trusting())).toBe('tls');
  });

  it('refuses one of an authority that nobody named', async () => {
    expect(await ask({ NODE_EXTRA_CA_CERTS: '' }, { headers: { host: 'runner.example' } })).toBe('tls');
  });
});

describe('hostOf', () => {
  it.each([
    ['http://runner', 'runner:80'],
    ['https://runner', 'runner:443'],
    ['http://[::1]:9321/x', '[::1]:9321'],
  ])('%s → %s', (url, text) => {
    expect(hostOf(new URL(url))).toBe(text);
  });
});
