import { X509Certificate } from 'node:crypto';
import { makeCertificate } from './certificate.js';
import { describe as sdp } from './scripted-camera.js';
import { watchedCameras } from './watched-cameras.js';

jest.setTimeout(30_000);

const { camera, reasonOf, streams } = watchedCameras();

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
    expect(await reasonOf(changed.url.replace('://', '://admin:hunter2@'), { fingerprint })).toMatch(
      /has the fingerprint ([\dA-F]{2}:){31}[\dA-F]{2} and not that of tls\.fingerprint/
    );
    expect(changed.requests).toEqual([]);
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
