import { CONFIG, someResult, someVideo } from '../../testing/messages';
import { AWAY, failureOf, setUpTransport } from '../../testing/setUpTransport';
import { settle } from '../../testing/settle';
import { LIFETIME_MS } from '../../testing/FakeSocket';

const RENEWAL_MS = 0.8 * LIFETIME_MS;

describe('connecting', () => {
  it('checks the stream first, then opens the socket and says what video it wants', async () => {
    const { transport, sockets, socket, states, probe, events } = setUpTransport();
    transport.start();
    expect(sockets).toHaveLength(0);
    await settle();
    expect(probe).toHaveBeenCalledTimes(1);
    expect(socket(0).binaryType).toBe('arraybuffer');
    expect(socket(0).sent).toEqual([]);
    socket(0).greet();
    expect(socket(0).sent).toEqual([{ type: 'start', version: 1, video: 'h264' }]);
    expect(states.map(({ kind }) => kind)).toEqual(['connecting', 'open']);
    expect(events).toEqual(['connected']);
  });

  it('hands on what the runner sends', async () => {
    const { connect, socket, events } = setUpTransport();
    await connect();
    socket(0).say(CONFIG);
    socket(0).say({ type: 'status', state: 'streaming', skipped: 0 });
    socket(0).video(someVideo({ seq: 7 }));
    socket(0).result(someResult({ seq: 8 }));
    socket(0).say({ type: 'error', code: 'internal', message: 'oops' });
    expect(events).toEqual([
      'connected',
      'config movenet',
      'status streaming',
      'video 7',
      'result 8',
      'error internal',
    ]);
  });

  it('says what the data source says of the stream, and tries again', async () => {
    const { transport, sockets, states, probe, clock } = setUpTransport([AWAY]);
    transport.start();
    await settle();
    const failure = { kind: 'obstacle', obstacle: 'unreachable', detail: 'no runner' };
    expect(states.at(-1)).toEqual({ kind: 'waiting', failure, retryInMs: 250 });
    expect(sockets).toHaveLength(0);
    clock.advance(250);
    await settle();
    expect(probe).toHaveBeenCalledTimes(2);
    expect(sockets).toHaveLength(1);
  });

  it('tells a blocked WebSocket from a stream that cannot be had', async () => {
    const { transport, socket, states } = setUpTransport();
    transport.start();
    await settle();
    socket(0).break();
    expect(failureOf(states.at(-1))?.kind).toBe('blocked');
  });

  it('gives up on a socket that opens and brings no greeting', async () => {
    const { transport, socket, states, clock } = setUpTransport();
    transport.start();
    await settle();
    socket(0).open();
    clock.advance(10_000);
    expect(failureOf(states.at(-1))?.kind).toBe('blocked');
    expect(socket(0).closed).toBe(1);
  });

  it('waits longer and longer', async () => {
    const { transport, states, clock } = setUpTransport(Array(4).fill(AWAY));
    transport.start();
    for (let n = 0; n < 4; n++) {
      await settle();
      clock.advance(30_000);
    }
    const delays = states.filter((state) => state.kind === 'waiting').map(({ retryInMs }) => retryInMs);
    expect(delays).toEqual([250, 500, 1_000, 2_000]);
  });

  it('starts over with short delays after a connection that lasted', async () => {
    const { connect, socket, states, clock } = setUpTransport([{ ok: true }, { ok: true }]);
    await connect();
    socket(0).break();
    clock.advance(250);
    await settle();
    socket(1).greet();
    for (let n = 0; n < 10; n++) {
      clock.advance(1_000);
    }
    socket(1).break();
    expect(states.at(-1)).toMatchObject({ kind: 'waiting', retryInMs: 250 });
  });
});

describe('while connected', () => {
  it('acknowledges once a second the newest video message and the length of the decoder queue', async () => {
    const { connect, socket, clock } = setUpTransport();
    await connect();
    clock.advance(1_000);
    expect(socket(0).sentOf('ack')).toEqual([]);
    socket(0).video(someVideo({ seq: 41 }));
    socket(0).video(someVideo({ seq: 42, key: false }));
    clock.advance(1_000);
    clock.advance(1_000);
    const ack = { type: 'ack', seq: 42, queue: 3 };
    expect(socket(0).sentOf('ack')).toEqual([ack, ack]);
  });

  it('asks for a key frame at most once a second', async () => {
    const { connect, transport, socket, clock } = setUpTransport();
    await connect();
    transport.requestKeyframe();
    transport.requestKeyframe();
    clock.advance(999);
    transport.requestKeyframe();
    expect(socket(0).sentOf('keyframe')).toHaveLength(1);
    clock.advance(1);
    transport.requestKeyframe();
    expect(socket(0).sentOf('keyframe')).toHaveLength(2);
  });

  it('learns how far the clock of the runner is ahead', async () => {
    const { transport, socket, clock } = setUpTransport();
    transport.start();
    await settle();
    clock.advance(500);
    socket(0).greet(clock.wallUs() + 2_000_000);
    expect(transport.serverClock.offsetUs).toBe(2_250_000);
    clock.advance(500);
    clock.advance(10);
    const [ping] = socket(0).sentOf('ping');
    socket(0).say({ type: 'pong', id: ping?.id ?? -1, serverTimeUs: clock.wallUs() + 2_000_000 });
    expect(transport.serverClock.offsetUs).toBe(2_005_000);
  });

  it('ends a connection on which nothing comes, not even an answer to three pings', async () => {
    const { connect, socket, states, clock } = setUpTransport();
    await connect();
    clock.advance(15_000);
    expect(socket(0).sentOf('ping')).toHaveLength(3);
    expect(socket(0).closed).toBe(0);
    clock.advance(1_000);
    expect(socket(0).closed).toBe(1);
    expect(failureOf(states.at(-1))?.kind).toBe('lost');
  });

  it('keeps a quiet connection whose pings are answered', async () => {
    const { connect, socket, clock } = setUpTransport();
    await connect();
    for (let second = 0; second < 60; second++) {
      clock.advance(1_000);
      socket(0).say({ type: 'pong', id: socket(0).sentOf('ping').at(-1)?.id ?? 0, serverTimeUs: 0 });
    }
    expect(socket(0).closed).toBe(0);
  });

  it('says when the connection breaks, in the words of the runner where it had some', async () => {
    const { connect, socket, states } = setUpTransport();
    await connect();
    socket(0).say({ type: 'error', code: 'flood', message: 'too many messages' });
    socket(0).break();
    expect(failureOf(states.at(-1))).toEqual({ kind: 'lost', detail: 'too many messages' });
  });

  it.each([
    ['shutdown', 'stopping'],
    ['protocol', 'protocol'],
  ] as const)('takes a bye of %s as %s', async (reason, kind) => {
    const { connect, socket, states } = setUpTransport();
    await connect();
    socket(0).bye(reason);
    expect(failureOf(states.at(-1))?.kind).toBe(kind);
    expect(socket(0).closed).toBe(1);
  });
});

describe('closing', () => {
  it('closes the socket and leaves no timer behind', async () => {
    const { connect, transport, socket, clock, states } = setUpTransport();
    await connect();
    transport.close();
    expect(socket(0).closed).toBe(1);
    expect(clock.waiting).toBe(0);
    expect(states.at(-1)).toEqual({ kind: 'closed' });
    socket(0).bye('shutdown');
    expect(states.at(-1)).toEqual({ kind: 'closed' });
  });

  it('closes both sockets during a renewal', async () => {
    const { connect, transport, socket, clock } = setUpTransport();
    await connect();
    clock.advance(RENEWAL_MS);
    await settle();
    transport.close();
    expect([socket(0).closed, socket(1).closed]).toEqual([1, 1]);
    expect(clock.waiting).toBe(0);
  });

  it('opens nothing after a check that was under way', async () => {
    const { transport, sockets, clock } = setUpTransport();
    transport.start();
    transport.close();
    await settle();
    expect(sockets).toHaveLength(0);
    expect(clock.waiting).toBe(0);
  });

  it('does not come back while it waits', async () => {
    const { transport, probe, clock } = setUpTransport([AWAY]);
    transport.start();
    await settle();
    transport.close();
    clock.advance(60_000);
    expect(probe).toHaveBeenCalledTimes(1);
  });
});
