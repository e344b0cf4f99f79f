import { randomBytes } from 'node:crypto';
import net from 'node:net';
import { systemClock } from '@framewatch/service-kit';
import { createLog } from '../../src/log.js';
import { createSource } from '../../src/source/index.js';
import { RtspProxy } from '../../src/source/rtsp/index.js';
import { Recorder } from './recorder.js';
import { type Answer, type Request, ScriptedCamera } from './scripted-camera.js';

jest.setTimeout(30_000);

let camera: ScriptedCamera;
afterEach(() => camera.stop());

/** Everything that leaves the source until its first attempt has failed: states, reasons and the log. */
async function told(url: string): Promise<string> {
  const lines: string[] = [];
  const log = createLog('debug', 'edge', { write: (line) => lines.push(line) });
  const source = createSource({ url, pace: 'realtime', loop: false, stallSeconds: 5 }, { log, random: () => 0 });
  const recorder = new Recorder();
  source.start(recorder, recorder);
  await recorder.until(() => recorder.path.at(-1) === 'waiting');
  await source.stop();
  return JSON.stringify([recorder.states, lines]);
}

function leaks(secret: string, text: string): string[] {
  return Array.from({ length: secret.length - 3 }, (_, i) => secret.slice(i, i + 4)).filter((part) =>
    text.includes(part)
  );
}

/** Cameras that repeat what they were asked, wherever they can. */
const ECHOES: [name: string, answer: (request: Request) => Answer][] = [
  [
    'refuses',
    ({ uri, headers }) => ({ status: 404, phrase: `No ${uri} ${headers.get('authorization') ?? ''}`, body: uri }),
  ],
  ['has an error', ({ uri }) => ({ status: 599, phrase: uri, headers: { Server: uri } })],
  ['redirects', ({ uri }) => ({ status: 302, headers: { Location: uri.replace('127.0.0.1', 'localhost') } })],
  ['redirects to nowhere', ({ uri }) => ({ status: 302, headers: { Location: uri.replace('rtsp', 'http') } })],
  [
    'offers no algorithm that is known',
    ({ uri }) => ({
      status: 401,
      headers: { 'WWW-Authenticate': `Digest realm="${uri}", nonce="1", algorithm="${uri}"` },
    }),
  ],
];

const PLACES: [place: string, path: (secret: string) => string][] = [
  ['the path', (secret) => `/${secret}`],
  ['a path with parameters', (secret) => `/user=admin_password=${secret}_channel=1_stream=0.sdp`],
  ['a parameter', (secret) => `/live?p=${secret}&channel=1`],
  ['a fragment', (secret) => `/live#${secret}`],
  ['what follows a semicolon', (secret) => `/live;password=${secret}`],
];

describe.each(ECHOES)('a camera that %s', (_, answer) => {
  it.each(PLACES)('gives nothing away of a secret in %s, nor of the password', async (_place, path) => {
    const [secret, password] = [randomBytes(12).toString('base64url'), randomBytes(12).toString('base64url')];
    camera = await ScriptedCamera.start({ answer });
    const text = await told(`rtsp://admin:${password}@127.0.0.1:${camera.port}${path(secret)}`);
    expect({ secret, text, leaks: leaks(secret, text) }).toMatchObject({ leaks: [] });
    expect({ password, text, leaks: leaks(password, text) }).toMatchObject({ leaks: [] });
  });
});

describe('the way from FFmpeg to the camera', () => {
  it('is open to nobody else on this machine', async () => {
    camera = await ScriptedCamera.start();
    const proxy = await RtspProxy.open({
      url: camera.url.replace('://', '://admin:hunter2@'),
      redacted: 'x',
      tls: null,
      clock: systemClock,
      signal: new AbortController().signal,
      onOpaqueMedia: () => undefined,
    });
    const { port, origin } = new URL(proxy.url.replace('rtsp', 'http'));
    const stranger = net.connect(Number(port), '127.0.0.1');
    const got: Buffer[] = [];
    stranger.on('data', (bytes) => got.push(bytes));
    stranger.write(`DESCRIBE ${origin.replace('http', 'rtsp')}/live RTSP/1.0\r\nCSeq: 1\r\n\r\n`);
    await new Promise((resolve) => stranger.once('close', resolve));
    expect(Buffer.concat(got).toString()).toBe('');
    expect(camera.requests).toEqual([]);
    await proxy.close();
  });
});
