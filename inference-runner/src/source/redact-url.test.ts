import { redactUrl } from './redact-url.js';

describe('redactUrl', () => {
  it.each([
    ['rtsp://10.0.0.8/live', 'rtsp://10.0.0.8/live'],
    ['rtsp://10.0.0.8:8554/live?channel=1&subtype=0', 'rtsp://10.0.0.8:8554/live?channel=1&subtype=0'],
    ['/video/lobby.mp4', '/video/lobby.mp4'],
    ['clips/me@home.mp4', 'clips/me@home.mp4'],
    ['', ''],
  ])('leaves %s as it is', (url, redacted) => {
    expect(redactUrl(url)).toBe(redacted);
  });

  it.each([
    ['rtsp://admin:hunter2@10.0.0.8/live', 'rtsp://***@10.0.0.8/live'],
    ['rtsp://admin@10.0.0.8/live', 'rtsp://***@10.0.0.8/live'],
    ['RTSPS://admin:hunter2@cam.local:322/live', 'RTSPS://***@cam.local:322/live'],
    ['rtsp://:hunter2@[::1]:554/live', 'rtsp://***@[::1]:554/live'],
    ['rtsp://admin:p%40ss@10.0.0.8/live', 'rtsp://***@10.0.0.8/live'],
  ])('hides user and password of %s', (url, redacted) => {
    expect(redactUrl(url)).toBe(redacted);
  });

  it.each(['p@ss', 'p/ss', 'p?ss', 'p#ss', 'p@s/s?@#', 'p:ss', 'p\nss', 'p ss'])(
    'hides the password %j although it should have been escaped',
    (password) => {
      expect(redactUrl(`rtsp://admin:${password}@10.0.0.8/live`)).toBe('rtsp://***@10.0.0.8/live');
    }
  );

  it.each([
    ['rtsp://cam/live?user=admin&password=hunter2&channel=1', 'rtsp://cam/live?user=***&password=***&channel=1'],
    ['rtsp://cam/live?auth_token=abc', 'rtsp://cam/live?auth_token=***'],
    ['https://cam/live?Signature=abc&Key-Pair-Id=def', 'https://cam/live?Signature=***&Key-Pair-Id=***'],
    ['rtsp://admin:hunter2@cam/live?pwd=a=b', 'rtsp://***@cam/live?pwd=***'],
  ])('hides the secret parameters of %s', (url, redacted) => {
    expect(redactUrl(url)).toBe(redacted);
  });
});
