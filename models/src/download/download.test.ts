/** @jest-environment ./src/testing/host-environment.ts */
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { Progress } from '../progress.js';
import { FileServer, type Behaviour } from '../testing/file-server.js';
import { download } from './download.js';
import { DownloadInterruptedError, HttpStatusError, NotAModelError, RedirectError } from './errors.js';

const SIZE = 300_000;
const CONTENT = randomBytes(SIZE);

let folder: string;
let server: FileServer;
let pauses: number[];
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'framewatch-download-'));
  server = await FileServer.start(CONTENT);
  pauses = [];
});
afterEach(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

/** Settings of npm that are not this machine's. */
const env = () => ({ HOME: folder, npm_config_userconfig: path.join(folder, 'none') });

function get(url = `http://${server.host}/a.onnx`, more: { env?: NodeJS.ProcessEnv; seen?: Progress[] } = {}) {
  return download(url, {
    folder: path.join(folder, 'downloads'),
    env: { ...env(), ...more.env },
    onProgress: (progress) => more.seen?.push(progress),
    idleMs: 300,
    pause: (ms) => {
      pauses.push(ms);
      return Promise.resolve();
    },
  });
}

const contentOf = async (file: Promise<{ path: string }>): Promise<Buffer> => readFile((await file).path);

it('downloads a file, and says how far it is', async () => {
  const seen: Progress[] = [];
  expect((await contentOf(get(undefined, { seen }))).equals(CONTENT)).toBe(true);
  expect(seen.at(-1)).toEqual({
    step: 'fetch',
    what: `http://${server.host}/a.onnx`,
    done: SIZE,
    total: SIZE,
    unit: 'bytes',
  });
  expect(server.requests[0]?.headers['accept-encoding']).toBe('identity');
});

it('goes on where a connection was cut off', async () => {
  server.behaviour = { cuts: [100_000, 50_000] };
  expect((await contentOf(get())).equals(CONTENT)).toBe(true);
  expect(server.ranges).toEqual([undefined, 'bytes=100000-', 'bytes=150000-']);
  expect(server.requests.map(({ headers }) => headers['if-range'])).toEqual([undefined, '"1"', '"1"']);
});

it('goes on with what an earlier run left', async () => {
  server.behaviour = { cuts: [100_000, 0, 0, 0] };
  await expect(get()).rejects.toThrow(
    /^http:\/\/127\.0\.0\.1:\d+\/a\.onnx could not be downloaded \(.*\): check the network, .*; 0\.1 MB are kept, the same command goes on/
  );
  server.behaviour = {};
  server.requests.length = 0;
  expect((await contentOf(get())).equals(CONTENT)).toBe(true);
  expect(server.ranges).toEqual(['bytes=100000-']);
});

it('does not ask again for a file that is there whole', async () => {
  await get();
  server.requests.length = 0;
  expect((await contentOf(get())).equals(CONTENT)).toBe(true);
  expect(server.ranges).toEqual([`bytes=${SIZE}-`]);
});

describe.each<[string, Behaviour, Behaviour]>([
  ['the server ignores ranges', { cuts: [100_000] }, { ignoresRange: true }],
  ['the server names no version', { cuts: [100_000], etag: null }, { etag: null }],
  ['the version is a weak one', { cuts: [100_000], etag: 'W/"1"' }, { etag: 'W/"1"' }],
])('where %s', (_, first, later) => {
  it('it begins anew, and what was there is not mixed in', async () => {
    server.behaviour = { ...later, ...first };
    expect((await contentOf(get())).equals(CONTENT)).toBe(true);
    expect(server.requests).toHaveLength(2);
  });
});

describe('a file that changes in the meantime', () => {
  const changed = randomBytes(SIZE - 1000);

  it.each<[string, Behaviour]>([
    ['and a server that heeds If-Range', { etag: '"2"' }],
    ['and one that does not', { etag: '"2"', ignoresIfRange: true }],
    ['and one that knows when it was changed only', { etag: null, lastModified: 'Tue, 02 Jan 2024 00:00:00 GMT' }],
  ])('%s is the new one as a whole', async (_, later) => {
    const before = later.etag ? {} : { etag: null, lastModified: 'Mon, 01 Jan 2024 00:00:00 GMT' };
    server.behaviour = { ...before, cuts: [100_000, 0, 0, 0] };
    await expect(get()).rejects.toThrow(DownloadInterruptedError);
    server.content = changed;
    server.behaviour = later;
    expect((await contentOf(get())).equals(changed)).toBe(true);
  });

  it('is the new one where it is shorter than what was there', async () => {
    server.behaviour = { cuts: [200_000, 0, 0, 0] };
    await expect(get()).rejects.toThrow(DownloadInterruptedError);
    server.content = randomBytes(1000);
    server.behaviour = { ignoresIfRange: true };
    expect((await contentOf(get())).equals(server.content)).toBe(true);
  });
});

it('of unknown length is whole when the answer ends as it should', async () => {
  server.behaviour = { chunked: true, cuts: [100_000] };
  expect((await contentOf(get())).equals(CONTENT)).toBe(true);
  expect(server.ranges).toEqual([undefined, 'bytes=100000-']);
});

it.each([
  [404, 'there is no such file: check the address', 1],
  [401, 'it wants a user and a password or a token: download the file in another way and add its path', 1],
  [503, 'try again later', 3],
])('an answer of %i is told with what to do, after as many attempts as may help', async (status, hint, attempts) => {
  server.behaviour = { status };
  await expect(get()).rejects.toThrow(new HttpStatusError(`http://${server.host}/a.onnx`, status));
  await expect(get()).rejects.toThrow(hint);
  expect(server.requests).toHaveLength(2 * attempts);
});

it('a web page is refused, and nothing of it is kept', async () => {
  server.behaviour = { contentType: 'text/html; charset=utf-8' };
  await expect(get()).rejects.toThrow(NotAModelError);
  expect(await readdir(path.join(folder, 'downloads')).catch(() => [])).toEqual([]);
});

it('a server that falls silent is left after a while', async () => {
  const silent = http.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => silent.once('listening', resolve));
  const { port } = silent.address() as AddressInfo;
  await expect(get(`http://127.0.0.1:${port}/a.onnx`)).rejects.toThrow(DownloadInterruptedError);
  expect(pauses).toEqual([2000, 4000]);
  silent.closeAllConnections();
  await new Promise((resolve) => silent.close(resolve));
});

describe('redirects', () => {
  it('are followed', async () => {
    server.behaviour = { location: '/end' };
    expect((await contentOf(get())).equals(CONTENT)).toBe(true);
    expect(server.requests.map(({ url }) => url)).toEqual(['/a.onnx', '/end']);
  });

  it('are followed five times at most', async () => {
    server.behaviour = { location: '/again' };
    await expect(get()).rejects.toThrow(RedirectError);
    expect(server.requests).toHaveLength(6);
  });

  it.each(['file:///etc/passwd', 'ftp://example.com/', 'http://'])('to %s are not', async (location) => {
    server.behaviour = { location };
    await expect(get()).rejects.toThrow('redirects to something that is no address of the web');
  });
});

describe('user and password of an address', () => {
  const basic = `Basic ${Buffer.from('me:s3cret word').toString('base64')}`;
  const secret = () => `http://me:s3cret%20word@${server.host}/a.onnx`;

  it('are for its own host', async () => {
    const other = await FileServer.start(CONTENT);
    server.behaviour = { location: `http://${other.host}/end` };
    expect((await contentOf(get(secret()))).equals(CONTENT)).toBe(true);
    expect(server.requests[0]?.headers.authorization).toBe(basic);
    expect(other.requests[0]?.headers.authorization).toBeUndefined();
    await other.stop();
  });

  it('stand in no message and in no file', async () => {
    server.behaviour = { status: 404 };
    const error = await get(secret()).catch((reason: unknown) => reason);
    expect(String(error)).toContain(`http://***@${server.host}/`);
    server.behaviour = { cuts: [1000, 0, 0, 0] };
    await expect(get(secret())).rejects.toThrow(/^(?!.*s3cret).*$/s);
    for (const name of await readdir(path.join(folder, 'downloads'))) {
      expect(name + (await readFile(path.join(folder, 'downloads', name), 'latin1'))).not.toContain('s3cret');
    }
  });
});

it('goes by the proxy that npm is set up for', async () => {
  const asked: string[] = [];
  const proxy = http.createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end(CONTENT);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const npmrc = path.join(folder, 'npmrc');
  await writeFile(npmrc, `proxy=http://127.0.0.1:${(proxy.address() as AddressInfo).port}/\n`);
  const settings = { npm_config_userconfig: npmrc, npm_config_noproxy: '' };
  expect((await contentOf(get('http://models.example/a.onnx', { env: settings }))).equals(CONTENT)).toBe(true);
  expect(asked).toEqual(['http://models.example/a.onnx']);
  proxy.closeAllConnections();
  await new Promise((resolve) => proxy.close(resolve));
});
