import { FakeClock, settle } from '../testing/FakeClock';
import { fakePool } from '../testing/fakePool';
import { FakeSocket, LIFETIME_MS } from '../testing/FakeSocket';
import { frameResult } from '../testing/fixtures';
import { ConnectionPool, LiveUpdate } from '.';

describe('a lost connection', () => {
  it('comes back by itself and says that it was away', async () => {
    const { listen, sockets, socket, greet, clock, probe } = fakePool();
    const listener = listen();
    await greet();
    await clock.advance(20_000);
    socket().result(frameResult(0));
    socket().drop();
    expect(listener.status).toMatchObject({ phase: 'waiting', error: expect.stringContaining('was lost') });
    await clock.advance(1_000);
    await greet();
    socket().result(frameResult(1));
    expect(sockets).toHaveLength(2);
    expect(probe).toHaveBeenCalledTimes(2);
    expect(listener.status).toMatchObject({ phase: 'open', error: null, reconnects: 1 });
    expect(listener.results).toEqual([frameResult(0), frameResult(1)]);
  });

  it('waits longer after each failure in a row, at most half a minute', async () => {
    const { listen, clock, probe } = fakePool();
    probe.mockRejectedValue(new Error('Grafana could not reach the runner.'));
    const listener = listen();
    await settle();
    for (const wait of [1, 2, 4, 8, 16, 30, 30]) {
      const calls = probe.mock.calls.length;
      await clock.advance(wait * 1000 - 1);
      expect(probe).toHaveBeenCalledTimes(calls);
      await clock.advance(1);
      expect(probe).toHaveBeenCalledTimes(calls + 1);
    }
    expect(listener.status?.error).toBe('Grafana could not reach the runner.');
  });

  it('does not start from the shortest wait when it was open only for a moment', async () => {
    const { listen, socket, greet, clock, sockets } = fakePool();
    listen();
    await greet();
    socket().drop();
    await clock.advance(1_000);
    await greet();
    socket().drop();
    await clock.advance(1_999);
    expect(sockets).toHaveLength(2);
    await clock.advance(1);
    expect(sockets).toHaveLength(3);
  });

  it('explains a socket that was refused', async () => {
    const { listen, socket } = fakePool();
    const listener = listen();
    await settle();
    socket().drop();
    expect(listener.status?.error).toMatch(/Upgrade.*\/api\/datasources\/proxy\//);
  });

  it('passes on why the runner ended it', async () => {
    const { listen, socket, greet } = fakePool();
    const listener = listen();
    await greet();
    socket().say({ type: 'error', code: 'flood', message: 'more than 50 messages a second: send fewer' });
    socket().bye('protocol');
    expect(listener.status?.error).toContain('more than 50 messages a second');
  });

  it('is noticed when the runner falls silent without closing it', async () => {
    const { listen, socket, greet, clock } = fakePool();
    const listener = listen();
    await greet();
    await clock.advance(29_999);
    expect(socket().sent.slice(1)).toEqual([
      { type: 'ping', id: 0 },
      { type: 'ping', id: 1 },
    ]);
    expect(socket().closed).toBe(false);
    await clock.advance(1);
    expect(socket().closed).toBe(true);
    expect(listener.status?.error).toContain('fell silent');
  });

  it('is not taken for lost while pings are answered', async () => {
    const { listen, socket, greet, clock, sockets } = fakePool();
    listen();
    await greet();
    for (let id = 0; id < 12; id++) {
      await clock.advance(10_000);
      socket().say({ type: 'pong', id, serverTimeUs: 0 });
    }
    expect(sockets).toHaveLength(1);
    expect(socket().closed).toBe(false);
  });

  it('gives up on a socket on which nobody says hello', async () => {
    const { listen, socket, clock } = fakePool();
    const listener = listen();
    await settle();
    socket().open();
    await clock.advance(10_000);
    expect(socket().closed).toBe(true);
    expect(listener.status).toMatchObject({ phase: 'waiting', error: expect.stringContaining('said nothing') });
  });

  it('survives a browser that will not even make a socket', async () => {
    const clock = new FakeClock();
    const openSocket = () => {
      throw new Error('insecure');
    };
    const statuses: LiveUpdate[] = [];
    const pool = new ConnectionPool({ openSocket, probe: () => Promise.resolve(), clock, random: () => 0 });
    pool.updates('lobby').subscribe((update) => statuses.push(update));
    await settle();
    expect(statuses.at(-1)).toMatchObject({ status: { phase: 'waiting', error: 'insecure' } });
  });
});

describe('renewal', () => {
  it('replaces a socket before the runner ends it, without a gap and without doubles', async () => {
    const { listen, sockets, greet, clock } = fakePool();
    const listener = listen();
    await greet();
    const [old] = sockets as [FakeSocket];
    const ticks = (0.8 * LIFETIME_MS) / 10_000;
    for (let tick = 0; tick < ticks; tick++) {
      expect(sockets).toHaveLength(1);
      await clock.advance(10_000);
      old.result(frameResult(tick));
    }
    expect(sockets).toHaveLength(2);
    old.result(frameResult(200));
    await greet();
    expect(old.closed).toBe(true);
    sockets[1]!.result(frameResult(200));
    sockets[1]!.result(frameResult(201));
    expect(listener.results.map(({ seq }) => seq)).toEqual([...Array(ticks).keys(), 200, 201]);
    expect(listener.status).toMatchObject({ phase: 'open', reconnects: 0 });
  });

  it('connects at once when the runner says so, and counts the gap if it hangs up first', async () => {
    const { listen, sockets, socket, greet, clock } = fakePool();
    const listener = listen();
    await greet();
    socket().bye('renew');
    await clock.advance(0);
    expect(sockets).toHaveLength(2);
    await greet();
    expect(listener.status).toMatchObject({ phase: 'open', reconnects: 1, error: null });
  });

  it('keeps the old socket when the new one fails, and tries again', async () => {
    const { listen, sockets, socket, greet, clock, probe } = fakePool();
    const listener = listen();
    await greet();
    const old = socket();
    probe.mockRejectedValueOnce(new Error('down'));
    for (let passed = 0; passed < 0.8 * LIFETIME_MS; passed += 10_000) {
      await clock.advance(10_000);
      old.say({ type: 'pong', id: 0, serverTimeUs: 0 });
    }
    old.result(frameResult(0));
    expect(listener.status).toMatchObject({ phase: 'open', error: null });
    await clock.advance(1_000);
    expect(sockets).toHaveLength(2);
    await greet();
    expect(old.closed).toBe(true);
    expect(listener.results).toHaveLength(1);
  });
});

describe('what cannot be understood', () => {
  it.each([
    ['no JSON', 'hello?'],
    ['an unknown message', JSON.stringify({ type: 'surprise' })],
    ['a truncated result', new ArrayBuffer(3)],
    ['a header of another version', new Uint8Array(32).fill(0xff).buffer],
  ])('is counted and passed over: %s', async (_, data) => {
    const { listen, socket, greet } = fakePool();
    const listener = listen();
    await greet();
    socket().receive(data);
    socket().result(frameResult(0));
    expect(listener.status).toMatchObject({ phase: 'open', malformed: 1 });
    expect(listener.results).toHaveLength(1);
  });

  it('ends the connection when it goes on', async () => {
    const { listen, socket, greet } = fakePool();
    const listener = listen();
    await greet();
    for (let i = 0; i < 5; i++) {
      socket().receive('{');
    }
    expect(socket().closed).toBe(true);
    expect(listener.status).toMatchObject({
      phase: 'waiting',
      malformed: 5,
      error: expect.stringContaining('cannot read'),
    });
  });

  it('includes a runner that speaks another version', async () => {
    const { listen, socket } = fakePool();
    const listener = listen();
    await settle();
    socket().open();
    socket().hello(2);
    expect(socket().closed).toBe(true);
    expect(listener.status?.error).toMatch(/version 2 .* this plugin version 1/);
  });
});

describe('results', () => {
  it('of a restarted runner count anew and are still taken', async () => {
    const { listen, socket, greet } = fakePool();
    const listener = listen();
    await greet();
    socket().result(frameResult(5_000));
    socket().result(frameResult(6_000, { seq: 0 }));
    expect(listener.results).toHaveLength(2);
  });

  it('come with what the runner says of the stream', async () => {
    const { listen, socket, greet } = fakePool();
    const listener = listen();
    await greet();
    socket().say({ type: 'status', state: 'stalled', reason: 'no frame for 5 s', skipped: 0 });
    expect(listener.status?.stream).toEqual({ state: 'stalled', reason: 'no frame for 5 s' });
  });
});
