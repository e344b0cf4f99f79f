import { TokenRequiredError } from '../../src/viewer/errors.js';
import { ask, TOKEN } from './http.js';
import { servedRunner } from './served.js';

// Real sockets on a machine that may be busy: a bound for what hangs, not a measurement.
jest.setTimeout(60_000);

const NEXT_TOKEN = 'staple-staple-staple';

const served = servedRunner();

describe('access', () => {
  const paths = ['/viewer/v1/health', '/viewer/v1/telemetry', '/viewer/v1/streams/attic', '/', '/%zz', '/x/../../etc'];

  it.each([
    ['no token', {}],
    ['an empty one', { authorization: 'Bearer ' }],
    ['a wrong one', { authorization: 'Bearer wrong' }],
    ['half of one', { authorization: `Bearer ${TOKEN.slice(0, -1)}` }],
    ['one too long', { authorization: `Bearer ${TOKEN}x` }],
    ['another scheme', { authorization: `Basic ${Buffer.from(`user:${TOKEN}`).toString('base64')}` }],
    ['two tokens', { authorization: `Bearer ${TOKEN} ${TOKEN}` }],
  ])('refuses %s everywhere, always in the same words', async (_what, headers) => {
    const { port } = await served.start();
    const answers = await Promise.all(paths.map((path) => ask(port, path, { headers })));
    const unauthenticated = await ask(port, '/viewer/v1/health', { headers: {} });
    for (const answer of answers) {
      expect(answer.status).toBe(401);
      expect(answer.headers['www-authenticate']).toBe('Bearer');
      expect(answer.body).toEqual(unauthenticated.body);
    }
  });

  it('takes no token from the address', async () => {
    const { port } = await served.start();
    expect((await ask(port, `/viewer/v1/health?token=${TOKEN}`, { headers: {} })).status).toBe(401);
  });

  it('takes every configured token, so that one can be replaced, and no longer the one that was removed', async () => {
    const { port } = await served.start({ tokens: [TOKEN, NEXT_TOKEN] });
    for (const token of [TOKEN, NEXT_TOKEN]) {
      const answer = await ask(port, '/viewer/v1/health', { headers: { authorization: `bearer ${token}` } });
      expect(answer.status).toBe(200);
    }
    const later = await served.start({ tokens: [NEXT_TOKEN] });
    expect((await ask(later.port, '/viewer/v1/health')).status).toBe(401);
  });

  it('does not listen to the network without a token', async () => {
    await expect(served.start({ tokens: [], host: '0.0.0.0' })).rejects.toThrow(TokenRequiredError);
    await expect(served.start({ tokens: [], host: 'runner.example' })).rejects.toThrow(/configure a viewer token/);
  });

  it.each([
    ['localhost:1', undefined, 200],
    ['127.0.0.1', undefined, 200],
    ['[::1]:80', undefined, 200],
    ['localhost', 'http://localhost:3000', 200],
    ['rebound.example', undefined, 403],
    ['localhost.example', undefined, 403],
    ['127.0.0.1.example', undefined, 403],
    ['localhost', 'http://evil.example', 403],
    ['localhost', 'null', 403],
  ])('without a token answers Host %s and Origin %s with %i', async (host, origin, status) => {
    const { port } = await served.start({ tokens: [] });
    const headers = { host, ...(origin === undefined ? {} : { origin }) };
    expect((await ask(port, '/viewer/v1/health', { headers })).status).toBe(status);
  });

  it('with a token does not mind names: proxies forward those of the browser', async () => {
    const { port } = await served.start();
    const headers = { authorization: `Bearer ${TOKEN}`, host: 'runner', origin: 'https://grafana.example' };
    expect((await ask(port, '/viewer/v1/health', { headers })).status).toBe(200);
  });
});
