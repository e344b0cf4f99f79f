import { FakeClock } from '../../testing/FakeClock';
import { FakeSocket } from '../../testing/FakeSocket';
import { CONFIG, someResult, someVideo } from '../../testing/messages';
import { settle } from '../../testing/settle';
import { LiveTransport } from './LiveTransport';
import type { ProbeResult, TransportState } from './types';

function setUp(answers: ProbeResult[] = []) {
  const clock = new FakeClock();
  const sockets: FakeSocket[] = [];
  const states: TransportState[] = [];
  const events: unknown[] = [];
  const probe = jest.fn(async (_: AbortSignal): Promise<ProbeResult> => answers.shift() ?? { ok: true });
  const transport = new LiveTransport(
    {
      clock,
      random: () => 0,
      probe,
      openSocket: () => {
        const socket = new FakeSocket();
        sockets.push(socket);
        return socket;
      },
      queue: () => 3,
    },
    'h264',
    {
      onConnected: (renewed) => events.push(renewed ? 'renewed' : 'connected'),
      onConfig: ({ model }) => events.push(`config ${model}`),
      onVideo: ({ seq }) => events.push(`video ${seq}`),
      onResult: ({ seq }) => events.push(`result ${seq}`),
      onStatus: ({ state }) => events.push(`status ${state}`),
      onServerError: ({ code }) => events.push(`error ${code}`),
      onState: (state) => states.push(state),
    }
  );
  const socket = (index: number) => sockets[index] as FakeSocket;
  const connect = async () => {
    transport.start();
    await settle();
    socket(0).greet();
  };
  return { clock, sockets, socket, states, events, probe, transport, connect };
}

const failureOf = (state: TransportState | undefined) => (state?.kind === 'waiting' ? state.failure : undefined);

describe('connecting', () => {
  it('asks for health first, then opens the socket and says what video it wants', async () => {
    const { transport, sockets, socket, states, probe, events } = setUp();
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
    const { connect, socket, events } = setUp();
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

  it.each([
    [401, 'refused'],
    [403, 'refused'],
    [404, 'unreachable'],
    [502, 'unreachable'],
    [0, 'unreachable'],
  ])('says what a health answer of %d means, and tries again', async (status, kind) => {
    const { transport, sockets, states, probe, clock } = setUp([{ ok: false, status, detail: 'no' }]);
    transport.start();
    await settle();
    expect(states.at(-1)).toEqual({ kind: 'waiting', failure: { kind, status, detail: 'no' }, retryInMs: 250 });
    expect(sockets).toHaveLength(0);
    clock.advance(250);
    await settle();
    expect(probe).toHaveBeenCalledTimes(2);
    expect(sockets).toHaveLength(1);
  });

  it('tells a blocked WebSocket from an unreachable runner', async () => {
    const { transport, socket, states } = setUp();
    transport.start();
    await settle();
    socket(0).break();
    expect(failureOf(states.at(-1))?.kind).toBe('blocked');
  });

  it('gives up on a socket that opens and brings no greeting', async () => {
    const { transport, socket, states, clock } = setUp();
    transport.start();
    await settle();
    socket(0).open();
    clock.advance(10_000);
    expect(failureOf(states.at(-1))?.kind).toBe('blocked');
    expect(socket(0).closed).toBe(1);
  });

  it('waits longer and longer', async () => {
    const { transport, states, clock } = setUp(Array(4).fill({ ok: false, status: 502, detail: '' }));
    transport.start();
    for (let n = 0; n < 4; n++) {
      await settle();
      clock.advance(30_000);
    }
    const delays = states.filter((state) => state.kind === 'waiting').map(({ retryInMs }) => retryInMs);
    expect(delays).toEqual([250, 500, 1_000, 2_000]);
  });

  it('starts over with short delays after a connection that lasted', async () => {
    const { connect, socket, states, clock } = setUp([{ ok: true }, { ok: true }]);
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
    const { connect, socket, clock } = setUp();
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
    const { connect, transport, socket, clock } = setUp();
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
    const { transport, socket, clock } = setUp();
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
    const { connect, socket, states, clock } = setUp();
    await connect();
    clock.advance(15_000);
    expect(socket(0).sentOf('ping')).toHaveLength(3);
    expect(socket(0).closed).toBe(0);
    clock.advance(1_000);
    expect(socket(0).closed).toBe(1);
    expect(failureOf(states.at(-1))?.kind).toBe('lost');
  });

  it('keeps a quiet connection whose pings are answered', async () => {
    const { connect, socket, clock } = setUp();
    await connect();
    for (let second = 0; second < 60; second++) {
      clock.advance(1_000);
      socket(0).say({ type: 'pong', id: socket(0).sentOf('ping').at(-1)?.id ?? 0, serverTimeUs: 0 });
    }
    expect(socket(0).closed).toBe(0);
  });

  it('says when the connection breaks, in the words of the runner where it had some', async () => {
    const { connect, socket, states } = setUp();
    await connect();
    socket(0).say({ type: 'error', code: 'flood', message: 'too many messages' });
    socket(0).break();
    expect(failureOf(states.at(-1))).toEqual({ kind: 'lost', detail: 'too many messages' });
  });

  it.each([
    ['shutdown', 'unreachable'],
    ['protocol', 'protocol'],
  ] as const)('takes a bye of %s as %s', async (reason, kind) => {
    const { connect, socket, states } = setUp();
    await connect();
    socket(0).say({ type: 'bye', reason });
    expect(failureOf(states.at(-1))?.kind).toBe(kind);
    expect(socket(0).closed).toBe(1);
  });
});

describe('a peer that misbehaves', () => {
  const garbage: Array<[string, unknown]> = [
    ['text that is not JSON', 'hello?'],
    ['a message of no known type', '{"type":"surprise"}'],
    ['a truncated header', new ArrayBuffer(5)],
    ['a header of no known version', new ArrayBuffer(64)],
    ['neither text nor bytes', 42],
  ];

  it.each(garbage)('counts %s and goes on', async (_, data) => {
    const { connect, transport, socket, events } = setUp();
    await connect();
    socket(0).receive(data);
    expect(transport.malformed).toBe(1);
    socket(0).video(someVideo({ seq: 1 }));
    expect(events).toEqual(['connected', 'video 1']);
  });

  it('is left after twenty messages that cannot be read', async () => {
    const { connect, socket, states } = setUp();
    await connect();
    for (let n = 0; n < 20; n++) {
      socket(0).receive('?');
    }
    expect(failureOf(states.at(-1))?.kind).toBe('protocol');
    expect(socket(0).closed).toBe(1);
  });

  it('is left when it speaks another version', async () => {
    const { transport, socket, states } = setUp();
    transport.start();
    await settle();
    socket(0).open();
    socket(0).say({ type: 'hello', version: 2, stream: 'lobby', serverTimeUs: 0 });
    expect(failureOf(states.at(-1))).toMatchObject({ kind: 'protocol', detail: expect.stringContaining('version 2') });
  });

  it('survives 10,000 mutated messages', async () => {
    const { connect, transport, socket, sockets, clock } = setUp();
    await connect();
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    const text = JSON.stringify(CONFIG);
    for (let n = 0; n < 10_000; n++) {
      if ((sockets.at(-1)?.closed ?? 0) > 0) {
        clock.advance(30_000);
        await settle();
        sockets.at(-1)?.greet();
      }
      const at = random(text.length);
      const bytes = Uint8Array.from({ length: random(80) }, () => random(256));
      sockets
        .at(-1)
        ?.receive(random(2) ? text.slice(0, at) + String.fromCharCode(random(128)) + text.slice(at + 1) : bytes.buffer);
    }
    expect(transport.malformed).toBeGreaterThan(5_000);
    expect(socket(0).closed).toBe(1);
  });
});

describe('renewal', () => {
  it('keeps showing the old connection until the new one greets, and says nothing of it', async () => {
    const { connect, socket, sockets, states, events } = setUp();
    await connect();
    socket(0).say({ type: 'bye', reason: 'renew' });
    await settle();
    expect(sockets).toHaveLength(2);
    socket(0).video(someVideo({ seq: 1 }));
    socket(1).greet();
    expect(socket(0).closed).toBe(1);
    socket(1).video(someVideo({ seq: 2 }));
    expect(events).toEqual(['connected', 'video 1', 'renewed', 'video 2']);
    expect(states.map(({ kind }) => kind)).toEqual(['connecting', 'open']);
  });

  it('says nothing either when the old connection ends before the new one greets', async () => {
    const { connect, socket, states, events } = setUp();
    await connect();
    socket(0).say({ type: 'bye', reason: 'renew' });
    socket(0).break();
    await settle();
    socket(1).greet();
    expect(states.map(({ kind }) => kind)).toEqual(['connecting', 'open']);
    expect(events).toEqual(['connected', 'renewed']);
  });

  it('goes the ordinary way when there is no new connection', async () => {
    const { connect, socket, states, clock, sockets } = setUp([{ ok: true }, { ok: false, status: 502, detail: '' }]);
    await connect();
    socket(0).say({ type: 'bye', reason: 'renew' });
    await settle();
    expect(states.at(-1)?.kind).toBe('open');
    socket(0).break();
    expect(failureOf(states.at(-1))?.kind).toBe('lost');
    clock.advance(250);
    await settle();
    expect(sockets).toHaveLength(2);
  });

  it('reports the failure when neither the old nor the new connection is left', async () => {
    const { connect, socket, states } = setUp([{ ok: true }, { ok: false, status: 401, detail: '' }]);
    await connect();
    socket(0).say({ type: 'bye', reason: 'renew' });
    socket(0).break();
    await settle();
    expect(failureOf(states.at(-1))?.kind).toBe('refused');
  });
});

describe('closing', () => {
  it('closes the socket and leaves no timer behind', async () => {
    const { connect, transport, socket, clock, states } = setUp();
    await connect();
    transport.close();
    expect(socket(0).closed).toBe(1);
    expect(clock.waiting).toBe(0);
    expect(states.at(-1)).toEqual({ kind: 'closed' });
    socket(0).say({ type: 'bye', reason: 'shutdown' });
    expect(states.at(-1)).toEqual({ kind: 'closed' });
  });

  it('closes both sockets during a renewal', async () => {
    const { connect, transport, socket, clock } = setUp();
    await connect();
    socket(0).say({ type: 'bye', reason: 'renew' });
    await settle();
    transport.close();
    expect([socket(0).closed, socket(1).closed]).toEqual([1, 1]);
    expect(clock.waiting).toBe(0);
  });

  it('aborts a health request that is under way and opens nothing after it', async () => {
    const { transport, sockets, probe, clock } = setUp();
    transport.start();
    transport.close();
    await settle();
    expect(probe.mock.calls[0]?.[0].aborted).toBe(true);
    expect(sockets).toHaveLength(0);
    expect(clock.waiting).toBe(0);
  });

  it('does not come back while it waits', async () => {
    const { transport, probe, clock } = setUp([{ ok: false, status: 502, detail: '' }]);
    transport.start();
    await settle();
    transport.close();
    clock.advance(60_000);
    expect(probe).toHaveBeenCalledTimes(1);
  });
});
