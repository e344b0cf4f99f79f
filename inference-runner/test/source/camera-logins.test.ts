import { createHash } from 'node:crypto';
import { makeCertificate } from './certificate.js';
import { type Answer, type Request, type ScriptedCamera } from './scripted-camera.js';
import { watchedCameras } from './watched-cameras.js';

jest.setTimeout(30_000);

const { camera, watch, reasonOf, streams } = watchedCameras();

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
