import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { makeCertificate } from './certificate.js';
import { describe as sdp } from './scripted-camera.js';
import { watchedCameras } from './watched-cameras.js';

jest.setTimeout(30_000);

const { camera, watch, reasonOf, streams } = watchedCameras();

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
