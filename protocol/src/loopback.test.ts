import { isLoopbackHost, loopbackRefusal } from './loopback.js';

it.each<[string, boolean]>([
  ['localhost', true],
  ['LOCALHOST', true],
  ['127.0.0.1', true],
  ['127.1.2.3', true],
  ['::1', true],
  ['[::1]', true],
  ['0.0.0.0', false],
  ['localhost.example', false],
  ['127.0.0.1.example', false],
  ['10.0.0.1', false],
  ['', false],
])('%p is loopback: %p', (host, expected) => {
  expect(isLoopbackHost(host)).toBe(expected);
});

describe('a request to a server on loopback', () => {
  it.each([
    { host: 'localhost' },
    { host: '127.0.0.1:8787' },
    { host: '[::1]:8787' },
    { host: 'localhost:3000', origin: 'http://localhost:3000' },
    { host: '127.0.0.1', origin: 'https://localhost' },
  ])('passes with %p', (headers) => {
    expect(loopbackRefusal(headers)).toBeNull();
  });

  it.each([
    {},
    { host: '' },
    { host: 'rebound.example' },
    { host: '192.168.0.1:3000' },
    { host: 'localhost.rebound.example' },
    { host: 'a b' },
    { host: 'rebound.example', origin: 'http://localhost' },
  ])('is refused for its host: %p', (headers) => {
    expect(loopbackRefusal(headers)).toBe('host-not-allowed');
  });

  it.each(['https://evil.example', 'http://localhost.evil.example', 'null', '', 'localhost', 'file://'])(
    'is refused for its origin: %p',
    (origin) => {
      expect(loopbackRefusal({ host: 'localhost', origin })).toBe('origin-not-allowed');
    }
  );
});
