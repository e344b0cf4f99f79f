import { StreamCheck } from '@framewatch/protocol';
import { FakeClock, FakeSocket, settle, someConfig } from '@framewatch/viewer-client/testing';
import { Subscription } from 'rxjs';
import { frameResult } from '../testing/fixtures';
import { LiveStatus, LiveStreams } from '.';

const AWAY: StreamCheck = { ok: false, obstacle: 'unreachable', message: 'Grafana could not reach the runner.' };

/** Live streams whose sockets, checks (answers in their order, then ok) and clock are the test's. */
function setUp(...answers: StreamCheck[]) {
  const clock = new FakeClock();
  const sockets: FakeSocket[] = [];
  const opened: string[] = [];
  const live = new LiveStreams((stream) => ({
    clock,
    random: () => 0,
    check: async () => answers.shift() ?? { ok: true },
    openSocket: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      opened.push(stream);
      return socket;
    },
  }));
  const listen = (stream = 'lobby') => {
    const heard = { results: [] as number[], statuses: [] as LiveStatus[], subscription: Subscription.EMPTY };
    heard.subscription = live.updates(stream).subscribe((update) => {
      if (update.kind === 'result') {
        heard.results.push(update.result.seq);
      } else {
        heard.statuses.push(update.status);
      }
    });
    return { ...heard, status: () => heard.statuses.at(-1) };
  };
  const socket = () => sockets.at(-1)!;
  const greet = async () => {
    await settle();
    socket().greet();
  };
  return { clock, sockets, opened, live, listen, socket, greet };
}

describe('the live results of a stream', () => {
  it('are asked for when somebody listens, without video, and shared by all who do', async () => {
    const { live, listen, sockets, socket, greet } = setUp();
    live.updates('lobby');
    await settle();
    expect(sockets).toHaveLength(0);
    const [first, second] = [listen(), listen()];
    await greet();
    socket().result(frameResult(0));
    expect(sockets).toHaveLength(1);
    expect(socket().sent).toEqual([{ type: 'start', version: 1, video: 'none' }]);
    expect([first.results, second.results]).toEqual([[0], [0]]);
    expect(first.statuses.map(({ phase }) => phase)).toEqual(['connecting', 'open']);
  });

  it('come over another connection for another stream', async () => {
    const { listen, opened, live } = setUp();
    listen('lobby');
    listen('yard');
    await settle();
    expect(opened).toEqual(['lobby', 'yard']);
    expect(live.size).toBe(2);
  });

  it('begin for who comes later with the present status and the newest 300', async () => {
    const { listen, socket, greet } = setUp();
    listen();
    await greet();
    socket().say(someConfig());
    for (let ms = 0; ms < 400; ms++) {
      socket().result(frameResult(ms));
    }
    const late = listen();
    expect(late.status()).toMatchObject({ phase: 'open', classes: ['person'], reconnects: 0 });
    expect([late.results.length, late.results.at(0), late.results.at(-1)]).toEqual([300, 100, 399]);
  });

  it('come with what the runner says of the stream', async () => {
    const { listen, socket, greet } = setUp();
    const { status } = listen();
    await greet();
    socket().say({ type: 'status', state: 'stalled', reason: 'no frame for 5 s', skipped: 0 });
    expect(status()?.stream).toEqual({ state: 'stalled', reason: 'no frame for 5 s' });
  });
});

describe('the connection', () => {
  it.each(['new before old', 'old before new'])('survives a refresh of the dashboard (%s)', async (order) => {
    const { listen, sockets, socket, greet, clock } = setUp();
    const old = listen();
    await greet();
    socket().result(frameResult(0));
    if (order === 'old before new') {
      old.subscription.unsubscribe();
      clock.advance(4_999);
    }
    const fresh = listen();
    old.subscription.unsubscribe();
    clock.advance(8_000);
    socket().result(frameResult(1));
    expect(sockets).toHaveLength(1);
    expect(socket().closed).toBe(0);
    expect([fresh.results, old.results]).toEqual([[0, 1], [0]]);
  });

  it('ends five seconds after the last listener has left, and leaves nothing', async () => {
    const { listen, live, socket, greet, clock } = setUp();
    const { subscription } = listen();
    await greet();
    subscription.unsubscribe();
    clock.advance(4_999);
    expect(socket().closed).toBe(0);
    clock.advance(1);
    expect(socket().closed).toBe(1);
    expect([live.size, clock.waiting]).toEqual([0, 0]);
  });

  it('comes back by itself, and says that results may be missing', async () => {
    const { listen, socket, greet, clock } = setUp();
    const { status, results } = listen();
    await greet();
    socket().result(frameResult(0));
    socket().break();
    expect(status()).toMatchObject({ phase: 'waiting', error: expect.stringContaining('was lost') });
    clock.advance(1_000);
    await greet();
    socket().result(frameResult(1));
    expect(status()).toMatchObject({ phase: 'open', error: null, reconnects: 1 });
    expect(results).toEqual([0, 1]);
  });

  it('counts a renewal only where results may be missing', async () => {
    const { listen, sockets, socket, greet } = setUp();
    const { status } = listen();
    await greet();
    socket().bye('renew');
    await greet();
    expect(sockets).toHaveLength(2);
    expect(status()).toMatchObject({ phase: 'open', reconnects: 1, error: null });
  });

  it('says why there is none, and what to do', async () => {
    const { listen, socket, greet, clock } = setUp(AWAY);
    const { status } = listen();
    await settle();
    expect(status()?.error).toBe('Grafana could not reach the runner.');
    clock.advance(250);
    await settle();
    socket().break();
    expect(status()?.error).toMatch(/Upgrade.*\/api\/datasources\/proxy\//);
    clock.advance(500);
    await settle();
    socket().open();
    clock.advance(10_000);
    expect(status()?.error).toContain('said nothing');
    clock.advance(1_000);
    await greet();
    socket().say({ type: 'error', code: 'flood', message: 'more than 50 messages a second: send fewer' });
    socket().bye('protocol');
    expect(status()?.error).toContain('more than 50 messages a second');
    clock.advance(2_000);
    await greet();
    clock.advance(16_000);
    expect(status()?.error).toContain('fell silent');
  });
});
