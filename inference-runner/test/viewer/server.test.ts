import { connect } from 'node:net';
import { AddressInUseError, AddressUnusableError } from '../../src/viewer/errors.js';
import { ask, askRaw, errorCode, TOKEN } from './http.js';
import { servedRunner } from './served.js';

// Real sockets on a machine that may be busy: a bound for what hangs, not a measurement.
jest.setTimeout(60_000);

const served = servedRunner();

describe('requests out of bounds', () => {
  it('refuses a body, announced or chunked, without reading it', async () => {
    const { port } = await served.start();
    const authorization = `Bearer ${TOKEN}`;
    const sized = await ask(port, '/viewer/v1/health', { method: 'POST', body: 'x'.repeat(100_000) });
    expect(sized.status).toBe(413);
    expect(errorCode(sized)).toBe('body-too-large');
    const chunked = await ask(port, '/viewer/v1/health', {
      headers: { authorization, 'transfer-encoding': 'chunked' },
      body: 'x',
    });
    expect(chunked.status).toBe(413);
    const strange = await ask(port, '/viewer/v1/health', {
      headers: { authorization, 'content-length': '1' },
      body: 'x',
    });
    expect(strange.status).toBe(413);
  });

  it('refuses headers beyond 16 KiB', async () => {
    const { port } = await served.start();
    const answer = await ask(port, '/viewer/v1/health', { headers: { cookie: 'x'.repeat(20_000) } });
    expect(answer.status).toBe(431);
    expect(errorCode(answer)).toBe('headers-too-large');
  });

  it('answers what is not HTTP with 400, and goes on', async () => {
    const { port } = await served.start();
    expect(await askRaw(port, '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03')).toMatch(/^HTTP\/1\.1 400 /);
    expect(await askRaw(port, 'GET /viewer/v1/health HTTP/9.9\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    expect((await ask(port, '/viewer/v1/health')).status).toBe(200);
  });
});

describe('listening', () => {
  it('says who has the port when it is taken', async () => {
    const { port } = await served.start();
    const second = served.start({ port });
    await expect(second).rejects.toThrow(AddressInUseError);
    await expect(second).rejects.toThrow(`127.0.0.1:${port} is in use`);
  });

  it.each([
    [
      'an address of another machine',
      '192.0.2.1',
      /192\.0\.2\.1:0 \(EADDRNOTAVAIL\): this machine has no such address/,
    ],
    ['a name that nobody knows', 'runner.invalid', /runner\.invalid:0 \(\w+\): its name .*: .*set the viewer host/],
  ])('says what to do about %s', async (_what, host, message) => {
    const listening = served.start({ host });
    await expect(listening).rejects.toThrow(AddressUnusableError);
    await expect(listening).rejects.toThrow(message);
  });

  it('can be closed although it never listened, and twice', async () => {
    const { port } = await served.start();
    const [first] = served.servers;
    const second = served.create({ port });
    await expect(second.listen()).rejects.toThrow(AddressInUseError);
    await second.close(50);
    await served.create({ tokens: [] }).close(50);
    await first!.close(50);
    await first!.close(50);
  });

  it('ends within its deadline although a connection is kept open', async () => {
    const { port } = await served.start();
    const socket = connect(port, '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    socket.write('GET /viewer/v1/health HTTP/1.1\r\n');
    const closed = new Promise((resolve) => socket.once('close', resolve));
    await Promise.all(served.servers.splice(0).map((server) => server.close(50)));
    await closed;
    await expect(ask(port, '/viewer/v1/health')).rejects.toThrow('ECONNREFUSED');
  });
});
