import { redactText, redactUrl } from './redact.js';

describe('redactUrl', () => {
  it.each([
    'rtsp://10.0.0.8/live',
    'rtsp://10.0.0.8',
    'rtsp://10.0.0.8/',
    'rtsp://cam.local:8554/lobby/',
    'rtsps://[fe80::1]:322/front-door',
    'rtsp://10.0.0.8/Streaming/Channels/101',
    'rtsp://10.0.0.8/h264Preview_01_main',
    'rtsp://10.0.0.8/cam/realmonitor',
    'rtsp://10.0.0.8/axis-media/media.amp',
    'rtsp://10.0.0.8:88/videoMain',
    'rtsp://10.0.0.8/onvif1',
    'rtsp://10.0.0.8/stream1',
    'rtsp://10.0.0.8/live/ch00_0',
    'rtsp://10.0.0.8/ch0_0.h264',
    'rtsp://10.0.0.8/11',
    'http://influxdb:8086',
    '/video/lobby.mp4',
    'clips/me@home.mp4',
    'clips/lobby-10:30.mp4',
    'C:\\video\\lobby.mp4',
    'file:///video/lobby.mp4',
    '',
  ])('shows %s as it is', (url) => {
    expect(redactUrl(url)).toBe(url);
  });

  it.each([
    ['user and password', 'rtsp://admin:hunter2@10.0.0.8/live', 'rtsp://***@10.0.0.8/live'],
    ['a user', 'RTSPS://admin@cam.local:322/live', 'RTSPS://***@cam.local:322/live'],
    ['parameters, whatever their names', 'rtsp://cam/live?channel=1&loginpas=hunter2', 'rtsp://cam/live?***'],
    ['a fragment', 'rtsp://cam/live#hunter2', 'rtsp://cam/live?***'],
    ['a path with parameters', 'rtsp://cam/live;password=hunter2/1', 'rtsp://cam/***'],
    [
      'what Xiongmai does',
      'rtsp://cam/user=admin&password=hunter2&channel=1&stream=0.sdp?real_stream',
      'rtsp://cam/***?***',
    ],
    ['its hash', 'rtsp://cam/user=admin_password=tlJwpbo6_channel=1_stream=0.sdp', 'rtsp://cam/***'],
    ['what follows it', 'rtsp://cam/user=admin&password=hun/ter/two', 'rtsp://cam/***'],
    ['a token as UniFi makes it', 'rtsps://nvr:7441/oLHBFV2dLnz0Qk9a?enableSrtp', 'rtsps://nvr:7441/***?***'],
    ['a token in hexadecimal', 'rtsp://cam/live/00f1c2d3a4b5', 'rtsp://cam/live/***'],
    ['a password that is a word and a number', 'rtsp://cam/admin/hunter2/ch1', 'rtsp://cam/admin/***'],
    ['a long number', 'rtsp://cam/83619204', 'rtsp://cam/***'],
    ['the end of a long path', 'rtsp://cam/a/b/c/d/e', 'rtsp://cam/a/b/c/d/***'],
  ])('hides %s', (_, url, redacted) => {
    expect(redactUrl(url)).toBe(redacted);
    expect(redactUrl(redacted)).toBe(redacted);
  });

  it.each(['p/ss', 'p?ss', 'p#ss', '1/p@s?#', 'p@ss/word', 'p\\ss', 'p ss', 'p\nss', 'p[ss'])(
    'shows the scheme only where the password %j leaves open where the host begins',
    (password) => {
      const shown = redactUrl(`rtsp://admin:${password}@10.0.0.8/live`);
      expect(['rtsp://***', 'rtsp://***@10.0.0.8/live']).toContain(shown);
    }
  );

  it('takes an @ in the parameters for a part of a password', () => {
    expect(redactUrl('rtsp://cam/live?password=p@ssw0rd')).toBe('rtsp://***');
  });

  it.each(['rtsp:/admin:hunter2@10.0.0.8/live', 'rtsp:admin:hunter2@10.0.0.8', 'admin:hunter2@10.0.0.8/live'])(
    'hides %s, an address whose scheme is wrong',
    (url) => {
      expect(redactUrl(url)).toBe('***');
    }
  );

  it('hides what looks like parameters in a path', () => {
    expect(redactUrl('10.0.0.8/user=admin_password=hunter2')).toBe('10.0.0.8/***');
  });
});

describe('redactText', () => {
  it.each([
    ['Error opening rtsp://admin:hunter2@cam/live: timed out', 'Error opening rtsp://***@cam/live: timed out'],
    [
      "input 'rtsp://a:hunter2@cam/live?x=1', or http://u:hunter2@db:8086.",
      "input 'rtsp://***@cam/live?***', or http://***@db:8086.",
    ],
    [JSON.stringify({ a: 'rtsp://a:hunt"hunter2@cam/live' }), '{"a":"rtsp://***"}'],
    [JSON.stringify({ a: 'rtsp://a:hunter2@cam\nat x' }), '{"a":"rtsp://***@cam\\nat x"}'],
    ['Authorization: Token hunter2hunter2==', 'Authorization: Token ***'],
    ['Token authentication is needed, Basic knowledge helps', 'Token authentication is needed, Basic knowledge helps'],
    ['https://cam/live: no', 'https://cam/live: no'],
    ['write rtsps://, not rtsp://', 'write rtsps://, not rtsp://'],
  ])('%s', (text, redacted) => {
    expect(redactText(text)).toBe(redacted);
    expect(redactText(redacted)).toBe(redacted);
  });
});

describe('a secret in an address', () => {
  /** The same numbers at each run: mulberry32. */
  function numbers(seed: number): () => number {
    return () => {
      seed = (seed + 0x6d2b79f5) | 0;
      let t = Math.imul(seed ^ (seed >>> 15), seed | 1);
      t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
      return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
    };
  }
  const random = numbers(7);
  const made = (alphabet: string, length: number) =>
    Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
  const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
  const TOKEN = `${LETTERS}0123456789-_`;
  const ANY = `${TOKEN}!"$%&'()*+,.:;<=>^\`{|}~@/?#[]\\ éß€`;

  const leaks = (secret: string, text: string) =>
    Array.from({ length: secret.length - 3 }, (_, i) => secret.slice(i, i + 4)).filter((part) => text.includes(part));

  it.each<[where: string, alphabet: string, url: (secret: string) => string]>([
    ['as a password', ANY, (secret) => `rtsp://admin:${secret}@10.0.0.8:554/live`],
    ['as an escaped password', ANY, (secret) => `rtsp://admin:${encodeURIComponent(secret)}@10.0.0.8/live`],
    ['as a user', ANY, (secret) => `rtsp://${secret}@10.0.0.8/live`],
    ['in a parameter', ANY, (secret) => `rtsp://10.0.0.8/live?p=${secret}&channel=1`],
    ['as all parameters', ANY, (secret) => `rtsp://10.0.0.8/live?${secret}`],
    ['in a fragment', ANY, (secret) => `rtsp://10.0.0.8/live#${secret}`],
    ['behind a semicolon', ANY, (secret) => `rtsp://10.0.0.8/live;password=${secret}`],
    ['as Xiongmai has it', ANY, (secret) => `rtsp://10.0.0.8/user=admin&password=${secret}&channel=1&stream=0.sdp?`],
    ['as a token in the path', TOKEN, (secret) => `rtsps://10.0.0.8:7441/${secret}?enableSrtp`],
    ['as a token within the path', TOKEN, (secret) => `rtsp://10.0.0.8/live/${secret}/ch1`],
    ['without a scheme', ANY, (secret) => `admin:${secret}@10.0.0.8/live`],
  ])('%s is never shown, not four characters of it', (_, alphabet, url) => {
    for (let i = 0; i < 500; i++) {
      const secret = made(alphabet, 12 + Math.floor(random() * 20));
      const shown = redactUrl(url(secret));
      expect({ secret, shown, leaks: leaks(secret, shown) }).toMatchObject({ leaks: [] });
    }
  });
});
