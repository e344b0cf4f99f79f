import { settle } from '../testing/FakeClock';
import { fakePool } from '../testing/fakePool';
import { frameResult } from '../testing/fixtures';

describe('one connection per stream', () => {
  it('is not made before somebody listens', async () => {
    const { pool, sockets, probe } = fakePool();
    pool.updates('lobby');
    await settle();
    expect(sockets).toHaveLength(0);
    expect(probe).not.toHaveBeenCalled();
  });

  it('asks for health through Grafana first, then for results without video', async () => {
    const { listen, sockets, probe, socket, greet } = fakePool();
    const { statuses } = listen();
    expect(probe).toHaveBeenCalledTimes(1);
    expect(sockets).toHaveLength(0);
    await greet();
    expect(socket().binaryType).toBe('arraybuffer');
    expect(socket().sent).toEqual([{ type: 'start', version: 1, video: 'none' }]);
    expect(statuses.map(({ phase }) => phase)).toEqual(['connecting', 'open']);
  });

  it('is shared by all who listen to a stream', async () => {
    const { listen, sockets, socket, greet } = fakePool();
    const first = listen();
    const second = listen();
    await greet();
    socket().result(frameResult(0));
    expect(sockets).toHaveLength(1);
    expect(first.results).toEqual([frameResult(0)]);
    expect(second.results).toEqual([frameResult(0)]);
  });

  it('is another one for another stream', async () => {
    const { listen, streams, pool } = fakePool();
    listen('lobby');
    listen('yard');
    await settle();
    expect(streams).toEqual(['lobby', 'yard']);
    expect(pool.size).toBe(2);
  });

  it('tells who joins later the present state and the newest results', async () => {
    const { listen, socket, greet } = fakePool();
    listen();
    await greet();
    for (let ms = 0; ms < 400; ms++) {
      socket().result(frameResult(ms));
    }
    const late = listen();
    expect(late.status?.phase).toBe('open');
    expect(late.results).toHaveLength(300);
    expect(late.results.at(0)).toEqual(frameResult(100));
    expect(late.results.at(-1)).toEqual(frameResult(399));
  });
});

describe('the end', () => {
  it.each(['new before old', 'old before new'])('survives a refresh of the dashboard (%s)', async (order) => {
    const { listen, sockets, socket, greet, clock } = fakePool();
    const old = listen();
    await greet();
    socket().result(frameResult(0));
    if (order === 'old before new') {
      old.subscription.unsubscribe();
      await clock.advance(4_999);
    }
    const fresh = listen();
    old.subscription.unsubscribe();
    await clock.advance(8_000);
    socket().result(frameResult(1));
    expect(sockets).toHaveLength(1);
    expect(socket().closed).toBe(false);
    expect(fresh.results).toEqual([frameResult(0), frameResult(1)]);
    expect(old.results).toEqual([frameResult(0)]);
  });

  it('comes five seconds after the last listener has left, and leaves nothing', async () => {
    const { listen, pool, socket, greet, clock } = fakePool();
    const first = listen();
    const second = listen();
    await greet();
    first.subscription.unsubscribe();
    await clock.advance(60_000 - 55_000);
    expect(socket().closed).toBe(false);
    second.subscription.unsubscribe();
    await clock.advance(4_999);
    expect(socket().closed).toBe(false);
    await clock.advance(1);
    expect(socket().closed).toBe(true);
    expect(pool.size).toBe(0);
    expect(clock.pending).toBe(0);
    expect([socket().onopen, socket().onmessage, socket().onclose]).toEqual([null, null, null]);
  });

  it('starts afresh for whoever listens after it', async () => {
    const { listen, sockets, socket, greet, clock } = fakePool();
    listen().subscription.unsubscribe();
    await greet();
    socket().result(frameResult(0));
    await clock.advance(5_000);
    const next = listen();
    await greet();
    expect(sockets).toHaveLength(2);
    expect(next.results).toEqual([]);
  });

  it.each([
    ['while the probe is under way', 0],
    ['while it waits to try again', 1],
  ])('comes also %s', async (_, failures) => {
    const { listen, pool, clock, probe, sockets } = fakePool();
    if (failures > 0) {
      probe.mockRejectedValue(new Error('down'));
    } else {
      probe.mockReturnValue(new Promise(() => undefined));
    }
    listen().subscription.unsubscribe();
    await clock.advance(5_000);
    expect(pool.size).toBe(0);
    expect(clock.pending).toBe(0);
    expect(sockets).toHaveLength(0);
  });

  it('opens no socket when a probe answers after it', async () => {
    const { listen, clock, probe, sockets } = fakePool();
    let answer: () => void = () => undefined;
    probe.mockReturnValue(new Promise<void>((resolve) => (answer = resolve)));
    listen().subscription.unsubscribe();
    await clock.advance(5_000);
    answer();
    await settle();
    expect(sockets).toHaveLength(0);
  });

  it('completes the updates of everybody when the pool is closed', async () => {
    const { listen, pool, greet, socket, clock } = fakePool();
    const listener = listen();
    await greet();
    pool.close();
    expect(listener.completed).toBe(true);
    expect(listener.status?.phase).toBe('closed');
    expect(socket().closed).toBe(true);
    expect(clock.pending).toBe(0);
  });
});
