import { X509Certificate, createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pino from 'pino';
import type { StreamTlsConfig } from '../../src/config/index.js';
import { type VideoSource, createSource } from '../../src/source/index.js';
import { makeCertificate } from './certificate.js';
import { makeClip } from './clip.js';
import { Recorder } from './recorder.js';
import {
  type Answer,
  type Request,
  ScriptedCamera,
  type ScriptedCameraOptions,
  accessUnits,
  describe as sdp,
} from './scripted-camera.js';

jest.setTimeout(30_000);

const folder = mkdtempSync(path.join(tmpdir(), 'framewatch-answers-'));
let units: Buffer[];
beforeAll(async () => {
  const file = path.join(folder, 'clip.h264');
  await makeClip({ path: file, frames: 50, fps: 25 });
  units = accessUnits(readFileSync(file));
});
afterAll(() => rmSync(folder, { recursive: true }));

const cameras: ScriptedCamera[] = [];
const sources: VideoSource[] = [];
afterEach(async () => {
  for (const source of sources.splice(0)) await source.stop();
  for (const camera of cameras.splice(0)) await camera.stop();
});

async function camera(options: ScriptedCameraOptions = {}): Promise<ScriptedCamera> {
  const started = await ScriptedCamera.start({ units, ...options });
  cameras.push(started);
  return started;
}

function watch(url: string, tls?: Partial<StreamTlsConfig>) {
  const lines: string[] = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => lines.push(line) });
  const source = createSource(
    {
      url,
      pace: 'realtime',
      loop: false,
      stallSeconds: 5,
      ...(tls && { tls: { verify: false, ca: null, fingerprint: null, ...tls } }),
    },
    { log, random: () => 0 }
  );
  sources.push(source);
  const recorder = new Recorder();
  source.start(recorder);
  return { source, recorder, lines };
}

/** Why the first attempt failed. */
async function reasonOf(url: string, tls?: Partial<StreamTlsConfig>): Promise<string> {
  const { recorder } = watch(url, tls);
  await recorder.until(() => recorder.path.at(-1) === 'waiting');
  return recorder.reason ?? '';
}

async function streams(url: string, tls?: Partial<StreamTlsConfig>) {
  const watched = watch(url, tls);
  await watched.recorder.until(() => watched.recorder.pictures.length >= 3);
  return watched;
}

const LOGIN = { user: 'ad min', password: 'p@ss:w/rd#1?%&+é' };
const withLogin = (url: string) =>
  url.replace('://', `://${encodeURIComponent(LOGIN.user)}:${encodeURIComponent(LOGIN.password)}@`);

/** Demands Digest with this challenge, and checks it as RFC 7616 says. */
function guarded(challenge: string, hash: string, nonce = () => 'n1') {
  const digest = (text: string) => createHash(hash).update(text).digest('hex');
  return ({ method, uri, headers }: Request): Answer | undefined => {
    if (method === 'OPTIONS') return undefined;
    const given = headers.get('authorization') ?? '';
    const field = (name: string) => new RegExp(`\\b${name}="?([^",]*)"?`).exec(given)?.[1] ?? '';
    const secret = digest(`${LOGIN.user}:cam:${LOGIN.password}`);
    const key = challenge.includes('-sess') ? digest(`${secret}:${field('nonce')}:${field('cnonce')}`) : secret;
    const use = challenge.includes('qop') ? `${field('nc')}:${field('cnonce')}:auth:` : '';
    const response = digest(`${key}:${nonce()}:${use}${digest(`${method}:${uri}`)}`);
    if (field('response') === response && field('uri') === uri && field('nonce') === nonce()) return undefined;
    return { status: 401, headers: { 'WWW-Authenticate': `Digest realm="cam", nonce="${nonce()}"${challenge}` } };
  };
}

describe('a camera that refuses', () => {
  it.each([
    ['OPTIONS', 400, /^400 from .*: the camera does not understand the request: check the path/],
    ['DESCRIBE', 404, /^404 from .*: the camera has no stream of this name/],
    ['DESCRIBE', 403, /^403 from .*: check what this user may see/],
    ['DESCRIBE', 453, /^453 from .*: .*no bandwidth left.*: close other viewers/],
    ['SETUP', 453, /^453 from .*: .*no bandwidth left/],
    ['SETUP', 454, /^454 from .*: .*session/],
    ['PLAY', 454, /^454 from .*: .*session/],
    ['PLAY', 455, /^455 from .*: .*now: close other viewers/],
    ['SETUP', 461, /^461 from .*: the camera sends over UDP only: switch on RTSP over TCP/],
    ['DESCRIBE', 500, /^500 from .*: .*error of its own: restart it/],
    ['SETUP', 503, /^503 from .*: .*too many viewers/],
    ['PLAY', 599, /^599 from .*: .*error of its own/],
    ['DESCRIBE', 499, /^499 from .*: the camera refuses the request/],
  ])('%s with %i: says so, and what to do', async (method, status, reason) => {
    const refusing = await camera({ answer: (request) => (request.method === method ? { status } : undefined) });
    const { recorder } = watch(refusing.url);
    await recorder.until(() => recorder.path.at(-1) === 'waiting');
    expect(recorder.reason).toMatch(reason);
    expect(recorder.reconnects).toEqual(['refused']);
    expect(refusing.methods()).toEqual(expect.arrayContaining([method]));
    expect(refusing.methods().filter((each) => each === method)).toHaveLength(1);
    expect(refusing.violations).toEqual([]);
  });

  it('a path with a slash at its end: says to take it away', async () => {
    const refusing = await camera({ answer: ({ method }) => (method === 'DESCRIBE' ? { status: 400 } : undefined) });
    expect(await reasonOf(`${refusing.url}/`)).toMatch(/^400 from .*\/live\/: .*: take away the slash at its end/);
  });

  it('a sign of life: goes on', async () => {
    const refusing = await camera({
      answer: ({ method }) => {
        if (method === 'GET_PARAMETER') return { status: 405 };
        return method === 'SETUP'
          ? {
              status: 200,
              headers: { Session: '12345678;timeout=1', Transport: 'RTP/AVP/TCP;unicast;interleaved=0-1' },
            }
          : undefined;
      },
    });
    const { recorder } = await streams(refusing.url);
    await recorder.until(() => refusing.methods().filter((method) => method === 'GET_PARAMETER').length >= 2);
    const { length } = recorder.pictures;
    await recorder.until(() => recorder.pictures.length >= length + 3);
    expect(recorder.path).toEqual(['connecting', 'streaming']);
    expect(refusing.violations).toEqual([]);
  });
});

describe('a camera that wants a password', () => {
  it.each([
    ['MD5 that is not named', '', 'md5'],
    ['MD5', ', algorithm=MD5, qop="auth,auth-int", opaque="a b"', 'md5'],
    ['MD5-sess', ', algorithm=MD5-sess, qop="auth"', 'md5'],
    ['SHA-256 only', ', algorithm=SHA-256', 'sha256'],
    ['SHA-256 only with qop', ', algorithm="SHA-256", qop="auth"', 'sha256'],
  ])('checked with %s: streams, asked once', async (_, challenge, hash) => {
    const asking = await camera({ answer: guarded(challenge, hash) });
    const { source } = await streams(withLogin(asking.url));
    await source.stop();
    expect(asking.methods()).toEqual(['OPTIONS', 'DESCRIBE', 'DESCRIBE', 'SETUP', 'PLAY']);
    expect(asking.violations).toEqual([]);
  });

  it('whose nonce grows old: streams on', async () => {
    let nonce = 'n1';
    const check = guarded('', 'md5', () => nonce);
    const asking = await camera({
      answer: (request) => {
        if (request.method === 'SETUP' && nonce === 'n1') nonce = 'n2';
        return check(request);
      },
    });
    await streams(withLogin(asking.url));
    expect(asking.violations).toEqual([]);
  });

  it('that is wrong: asks twice and no more, shows nothing of it', async () => {
    const asking = await camera({ answer: guarded('', 'md5') });
    const { recorder, lines } = watch(asking.url.replace('://', '://admin:hunter2hunter2@'));
    await recorder.until(() => recorder.path.at(-1) === 'waiting');
    expect(recorder.reason).toMatch(
      /^401 from rtsp:\/\/\*\*\*@.*\/live: check user and password; next attempt in 30 s$/
    );
    expect(asking.methods()).toEqual(['OPTIONS', 'DESCRIBE', 'DESCRIBE']);
    expect(lines.join('')).not.toContain('hunter2');
  });

  it('in a way that is not known: names it, and sends nothing', async () => {
    const asking = await camera({ answer: guarded(', algorithm=SHA-512-256', 'sha512') });
    expect(await reasonOf(withLogin(asking.url))).toMatch(
      /^401 from .*: to check the password the camera offers SHA-512-256, the runner knows Digest with MD5 or SHA-256/
    );
    expect(asking.requests.some(({ headers }) => headers.has('authorization'))).toBe(false);
  });
});

describe('a camera that redirects', () => {
  const redirect = (to: () => string) => (request: Request) =>
    request.method === 'DESCRIBE' ? { status: 302, headers: { Location: to() } } : undefined;

  it('to another path: is followed, with the password, as it is the same host', async () => {
    const check = guarded('', 'md5');
    const moved: ScriptedCamera = await camera({
      answer: (request) =>
        check(request) ??
        (request.method === 'DESCRIBE' && request.uri.endsWith('/live')
          ? { status: 301, headers: { Location: moved.url.replace('/live', '/main') } }
          : undefined),
    });
    await streams(withLogin(moved.url));
    expect(moved.requests.at(-1)?.uri).toMatch(/\/main/);
    expect(moved.violations).toEqual([]);
  });

  it('to itself: five times, then says so', async () => {
    const loop: ScriptedCamera = await camera({ answer: redirect(() => loop.url) });
    expect(await reasonOf(loop.url)).toMatch(/it redirects more than 5 times: put the address that has the video/);
    expect(loop.methods().filter((method) => method === 'DESCRIBE')).toHaveLength(6);
  });

  it('to itself, in answers that have the wrong number: all the same', async () => {
    const loop: ScriptedCamera = await camera({
      answer: ({ method }) =>
        method === 'DESCRIBE' ? { status: 302, headers: { CSeq: '99', Location: loop.url } } : undefined,
    });
    expect(await reasonOf(loop.url)).toMatch(/it redirects more than 5 times/);
    expect(loop.methods().filter((method) => method === 'DESCRIBE')).toHaveLength(6);
  });

  it('in what is no message to begin with: is not followed', async () => {
    const other = await camera();
    const hidden = `a$\0\0\x20x\n\nRTSP/1.0 302 F\nCSeq: 2\nLocation: ${other.url}\n\n`;
    const odd = await camera({
      answer: ({ method }) => (method === 'DESCRIBE' ? { status: 404, before: hidden } : undefined),
    });
    expect(await reasonOf(odd.url)).toMatch(/^404 from/);
    expect(other.connections).toBe(0);
  });

  it('to another host that needs no password: is followed, without it', async () => {
    const other = await camera();
    const check = guarded('', 'md5');
    const first = await camera({
      answer: (request) => check(request) ?? redirect(() => other.url.replace('127.0.0.1', 'localhost'))(request),
    });
    await streams(withLogin(first.url));
    expect(other.methods()).toEqual(['DESCRIBE', 'SETUP', 'PLAY']);
    expect(JSON.stringify(other.requests.map(({ headers }) => [...headers]))).not.toMatch(/authorization/i);
  });

  it('to another host, which asks for the password: it does not get it', async () => {
    const other = await camera({
      answer: ({ method }) =>
        method === 'DESCRIBE' ? { status: 401, headers: { 'WWW-Authenticate': 'Basic realm="x"' } } : undefined,
    });
    const check = guarded('', 'md5');
    const first = await camera({
      answer: (request) => check(request) ?? redirect(() => other.url.replace('127.0.0.1', 'localhost'))(request),
    });
    expect(await reasonOf(withLogin(first.url))).toMatch(
      /^rtsp:\/\/localhost.*another host, which asks for a password/
    );
    expect(other.methods()).toEqual(['DESCRIBE']);
    expect(JSON.stringify(other.requests.map(({ headers }) => [...headers]))).not.toMatch(/authorization/i);
  });

  it.each([
    ['to no camera', 'http://127.0.0.1/live?token=hunter2', /what is no address of a camera/],
    ['nowhere', '', /what is no address of a camera/],
  ])('%s: says so, without a word of it', async (_, location, reason) => {
    const moved = await camera({ answer: redirect(() => location) });
    const message = await reasonOf(moved.url);
    expect(message).toMatch(reason);
    expect(message).not.toContain('hunter2');
  });

  it('from TLS to plain RTSP: is not followed', async () => {
    const plain = await camera();
    const secure = await camera({ certificate: makeCertificate(), answer: redirect(() => plain.url) });
    expect(await reasonOf(secure.url)).toMatch(/redirects to a connection without TLS/);
    expect(plain.connections).toBe(0);
  });
});

describe('a camera that describes', () => {
  const describing = (media: string) =>
    camera({ answer: ({ method }) => (method === 'DESCRIBE' ? { status: 200, body: sdp(media) } : undefined) });
  const AUDIO = 'm=audio 0 RTP/AVP 0\r\na=control:track2\r\n';

  it.each([
    ['sound only', AUDIO, /has no video track, only sound/],
    ['no picture', 'm=application 0 RTP/AVP 107\r\n', /has no video track: give/],
    ['video with keys that it keeps', 'm=video 0 RTP/SAVP 96\r\na=key-mgmt:mikey AAAA\r\n', /the video is encrypted/],
    ['more media than a camera has', AUDIO.repeat(1000), /too large \(its description has 1000 media, more than 64\)/],
    ['more than a description holds', AUDIO.repeat(20_000), /its answer is too large/],
  ])('%s: says so', async (_, media, reason) => {
    const odd = await describing(media);
    expect(await reasonOf(odd.url)).toMatch(reason);
    expect(odd.methods()).toEqual(['OPTIONS', 'DESCRIBE']);
  });
});

it('a camera that describes SRTP within TLS, as MediaMTX does: streams, as plain RTP is sent there', async () => {
  const video = 'm=video 0 RTP/SAVP 96\r\na=rtpmap:96 H264/90000\r\na=key-mgmt:mikey AAAA\r\na=control:track1\r\n';
  const secure = await camera({
    certificate: makeCertificate(),
    answer: ({ method }) => (method === 'DESCRIBE' ? { status: 200, body: sdp(video) } : undefined),
  });
  await streams(secure.url);
  expect(secure.violations).toEqual([]);
});

describe('a camera with a certificate', () => {
  const mine = makeCertificate();
  const { fingerprint256: fingerprint } = new X509Certificate(mine.cert);
  const authority = makeCertificate({ name: 'authority', authority: true });
  const signed = (options: object = {}) => makeCertificate({ by: authority, ...options });

  it('that nobody signed: streams, and the log says once that it was not checked', async () => {
    const { recorder, lines } = await streams((await camera({ certificate: mine })).url);
    expect(recorder.path).toEqual(['connecting', 'streaming']);
    const said = lines.filter((line) => line.includes('is not checked'));
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(fingerprint);
  });

  it('that is pinned: streams without a word', async () => {
    const { lines } = await streams((await camera({ certificate: mine })).url, { fingerprint });
    expect(lines.join('')).not.toContain('is not checked');
  });

  it('that the authority signed: streams', async () => {
    await streams((await camera({ certificate: signed() })).url, { verify: true, ca: authority.cert });
  });

  const past = { from: new Date('2020-01-01'), to: new Date('2021-01-01') };
  const future = { from: new Date('2100-01-01'), to: new Date('2101-01-01') };
  it.each([
    ['that nobody signed', mine, null, /signed by nobody who is known: name its authority in tls\.ca/],
    ['that another authority signed', signed(), mine.cert, /signed by nobody who is known/],
    ['that has expired', signed(past), authority.cert, /has expired: renew it/],
    ['that is not valid yet', signed(future), authority.cert, /is not valid yet: check the clocks/],
    ['for another host', signed({ address: '10.0.0.8' }), authority.cert, /is for another host/],
  ])('%s: is refused where it is to be checked', async (_, certificate, ca, reason) => {
    const camera_ = await camera({ certificate });
    const message = await reasonOf(camera_.url, { verify: true, ca });
    expect(message).toMatch(/^rtsps:\/\/127\.0\.0\.1:\d+\/live: the camera's certificate /);
    expect(message).toMatch(reason);
    expect(camera_.requests).toEqual([]);
  });

  it('that is not the pinned one: is refused before a word is sent', async () => {
    const changed = await camera({ certificate: makeCertificate() });
    expect(await reasonOf(withLogin(changed.url), { fingerprint })).toMatch(
      /has the fingerprint ([\dA-F]{2}:){31}[\dA-F]{2} and not that of tls\.fingerprint/
    );
    expect(changed.requests).toEqual([]);
  });
});

describe('a port that speaks something else', () => {
  /** A server that answers the first bytes with these. */
  async function answering(bytes: Buffer): Promise<string> {
    const server = net.createServer((socket) =>
      socket.on('error', () => undefined).once('data', () => socket.end(bytes))
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      return await reasonOf(`rtsp://127.0.0.1:${(server.address() as AddressInfo).port}/live`);
    } finally {
      server.close();
    }
  }

  it('TLS: says to write rtsps://', async () => {
    const secure = await camera({ certificate: makeCertificate() });
    expect(await reasonOf(secure.url.replace('rtsps', 'rtsp'))).toMatch(/without an answer: .* write rtsps:\/\//);
    const alert = Buffer.from('15030100020246', 'hex');
    expect(await answering(alert)).toMatch(/wants TLS on this port.*write rtsps:\/\//);
  });

  it.each([true, false])('no TLS: says to write rtsp:// (answers at all: %s)', async (polite) => {
    const { url } = await camera({ polite });
    expect(await reasonOf(url.replace('rtsp', 'rtsps'))).toMatch(/TLS could not be begun.*write rtsp:\/\//);
  });

  it('nothing, and closes: says what it may be', async () => {
    const closing = await camera({ answer: () => 'close' });
    expect(await reasonOf(closing.url)).toMatch(
      /closed the connection without an answer: .*rtsps:\/\/, else .*too many viewers/
    );
  });

  it('HTTP: says which port is meant', async () => {
    const page = Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n');
    expect(await answering(page)).toMatch(/it speaks HTTP.*port of RTSP/);
  });

  it('without end: says that it is too large', async () => {
    const head = Buffer.from(`RTSP/1.0 200 OK\r\n${'X-Long: y\r\n'.repeat(10_000)}`);
    expect(await answering(head)).toMatch(/its answer is too large/);
    expect(await answering(Buffer.from('RTSP/1.0 200 OK\r\nContent-Length: 99999999999\r\n\r\n'))).toMatch(
      /its answer is too large/
    );
  });
});
