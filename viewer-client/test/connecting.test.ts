import { LIFETIME_MS, settle, someConfig, someResult, someVideo } from '../src/testing/index.js';
import { ViewerClient } from '../src/index.js';
import { AWAY, Witness, fakeWorld, setUpClient } from './set-up.js';

const RENEWAL_MS = 0.8 * LIFETIME_MS;

describe('connecting', () => {
  it('checks the stream first, then opens the socket and says what video it wants', async () => {
    const { client, sockets, socket, witness, checks } = setUpClient();
    client.start();
    expect(sockets).toHaveLength(0);
    await settle();
    expect(checks()).toBe(1);
    expect(socket(0).binaryType).toBe('arraybuffer');
    expect(socket(0).sent).toEqual([]);
    socket(0).greet();
    expect(socket(0).sent).toEqual([{ type: 'start', version: 1, video: 'h264' }]);
    expect(witness.stateKinds).toEqual(['connecting', 'open']);
    expect(witness.events).toEqual(['connected']);
  });

  it('hands on what the runner sends', async () => {
    const { connect, socket, witness } = setUpClient();
    await connect();
    socket(0).say(someConfig());
    socket(0).say({ type: 'status', state: 'streaming', skipped: 0 });
    socket(0).video(someVideo({ seq: 7 }));
    socket(0).result(someResult({ seq: 8 }));
    socket(0).say({ type: 'error', code: 'internal', message: 'oops' });
    expect(witness.events).toEqual([
      'connected',
      'config movenet',
      'status streaming',
      'video 7',
      'result 8',
      'error internal',
    ]);
  });

  it('says what the data source says of the stream, and tries again', async () => {
    const { client, sockets, witness, checks, clock } = setUpClient([AWAY]);
    client.start();
    await settle();
    const failure = { kind: 'obstacle', obstacle: 'unreachable', detail: 'no runner' };
    expect(witness.states.at(-1)).toEqual({ kind: 'waiting', failure, retryInMs: 250 });
    expect(sockets).toHaveLength(0);
    clock.advance(250);
    await settle();
    expect(checks()).toBe(2);
    expect(sockets).toHaveLength(1);
  });

  it('tells a blocked WebSocket from a stream that cannot be had', async () => {
    const { client, socket, witness } = setUpClient();
    client.start();
    await settle();
    socket(0).break();
    expect(witness.failure?.kind).toBe('refused');
  });

  it('gives up on a socket that opens and brings no greeting', async () => {
    const { client, socket, witness, clock } = setUpClient();
    client.start();
    await settle();
    socket(0).open();
    clock.advance(10_000);
    expect(witness.failure?.kind).toBe('no-hello');
    expect(socket(0).closed).toBe(1);
  });

  it('says so where a socket cannot even be made, and tries again', async () => {
    const { clock, checks, deps } = fakeWorld();
    const witness = new Witness();
    const openSocket = () => {
      throw new Error('insecure');
    };
    new ViewerClient({ ...deps, openSocket }, { format: 'none', queue: () => 0 }, witness).start();
    await settle();
    expect(witness.failure).toEqual({ kind: 'refused', detail: 'the WebSocket could not be made: insecure' });
    clock.advance(250);
    await settle();
    expect(checks()).toBe(2);
  });

  it('hands on what the runner says in place of a hello', async () => {
    const { client, socket, witness } = setUpClient();
    client.start();
    await settle();
    socket(0).open();
    socket(0).say({ type: 'error', code: 'video-unavailable', message: 'only jpeg' });
    socket(0).bye('protocol');
    expect(witness.events).toEqual(['error video-unavailable']);
    expect(witness.failure).toEqual({ kind: 'protocol', detail: 'only jpeg' });
  });

  it.each(['h264', 'jpeg', 'none'] as const)('asks for %s where the caller does', async (format) => {
    const { connect, socket } = setUpClient([], format);
    await connect();
    expect(socket(0).sentOf('start')).toEqual([{ type: 'start', version: 1, video: format }]);
  });

  it('waits longer and longer', async () => {
    const { client, witness, clock } = setUpClient([AWAY, AWAY, AWAY, AWAY]);
    client.start();
    for (let n = 0; n < 4; n++) {
      await settle();
      clock.advance(30_000);
    }
    const delays = witness.states.filter((state) => state.kind === 'waiting').map(({ retryInMs }) => retryInMs);
    expect(delays).toEqual([250, 500, 1_000, 2_000]);
  });

  it('starts over with short delays after a connection that lasted', async () => {
    const { connect, socket, witness, clock } = setUpClient([{ ok: true }, { ok: true }]);
    await connect();
    socket(0).break();
    clock.advance(250);
    await settle();
    socket(1).greet();
    for (let n = 0; n < 10; n++) {
      clock.advance(1_000);
    }
    socket(1).break();
    expect(witness.states.at(-1)).toMatchObject({ kind: 'waiting', retryInMs: 250 });
  });
});

describe('while connected', () => {
  it('acknowledges once a second the newest video message and the length of the decoder queue', async () => {
    const { connect, socket, clock } = setUpClient();
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
    const { connect, client, socket, clock } = setUpClient();
    await connect();
    client.requestKeyframe();
    client.requestKeyframe();
    clock.advance(999);
    client.requestKeyframe();
    expect(socket(0).sentOf('keyframe')).toHaveLength(1);
    clock.advance(1);
    client.requestKeyframe();
    expect(socket(0).sentOf('keyframe')).toHaveLength(2);
  });

  it('learns how far the clock of the runner is ahead', async () => {
    const { client, socket, clock } = setUpClient();
    client.start();
    await settle();
    clock.advance(500);
    socket(0).greet(clock.wallUs() + 2_000_000);
    expect(client.serverOffsetUs).toBe(2_250_000);
    clock.advance(500);
    clock.advance(10);
    const [ping] = socket(0).sentOf('ping');
    socket(0).say({ type: 'pong', id: ping?.id ?? -1, serverTimeUs: clock.wallUs() + 2_000_000 });
    expect(client.serverOffsetUs).toBe(2_005_000);
  });

  it('ends a connection on which nothing comes, not even an answer to three pings', async () => {
    const { connect, socket, witness, clock } = setUpClient();
    await connect();
    clock.advance(15_000);
    expect(socket(0).sentOf('ping')).toHaveLength(3);
    expect(socket(0).closed).toBe(0);
    clock.advance(1_000);
    expect(socket(0).closed).toBe(1);
    expect(witness.failure?.kind).toBe('silent');
  });

  it('keeps a quiet connection whose pings are answered', async () => {
    const { connect, socket, clock } = setUpClient();
    await connect();
    for (let second = 0; second < 60; second++) {
      clock.advance(1_000);
      socket(0).say({ type: 'pong', id: socket(0).sentOf('ping').at(-1)?.id ?? 0, serverTimeUs: 0 });
    }
    expect(socket(0).closed).toBe(0);
  });

  it('says when the connection breaks, in the words of the runner where it had some', async () => {
    const { connect, socket, witness } = setUpClient();
    await connect();
    socket(0).say({ type: 'error', code: 'flood', message: 'too many messages' });
    socket(0).break();
    expect(witness.failure).toEqual({ kind: 'lost', detail: 'too many messages' });
  });

  it.each([
    ['shutdown', 'stopping'],
    ['protocol', 'protocol'],
  ] as const)('takes a bye of %s as %s', async (reason, kind) => {
    const { connect, socket, witness } = setUpClient();
    await connect();
    socket(0).bye(reason);
    expect(witness.failure?.kind).toBe(kind);
    expect(socket(0).closed).toBe(1);
  });
});

describe('closing', () => {
  it('closes the socket and leaves no timer behind', async () => {
    const { connect, client, socket, clock, witness } = setUpClient();
    await connect();
    client.close();
    expect(socket(0).closed).toBe(1);
    expect(clock.waiting).toBe(0);
    expect(witness.states.at(-1)).toEqual({ kind: 'closed' });
    socket(0).bye('shutdown');
    expect(witness.states.at(-1)).toEqual({ kind: 'closed' });
  });

  it('closes both sockets during a renewal', async () => {
    const { connect, client, socket, clock } = setUpClient();
    await connect();
    clock.advance(RENEWAL_MS);
    await settle();
    client.close();
    expect([socket(0).closed, socket(1).closed]).toEqual([1, 1]);
    expect(clock.waiting).toBe(0);
  });

  it('opens nothing after a check that was under way', async () => {
    const { client, sockets, clock } = setUpClient();
    client.start();
    client.close();
    await settle();
    expect(sockets).toHaveLength(0);
    expect(clock.waiting).toBe(0);
  });

  it('does not come back while it waits', async () => {
    const { client, checks, clock } = setUpClient([AWAY]);
    client.start();
    await settle();
    client.close();
    clock.advance(60_000);
    expect(checks()).toBe(1);
  });

  it('is the end also for who closes when it is told of a failure, or of an error', async () => {
    const failing = setUpClient([AWAY]);
    failing.witness.onState = ({ kind }) => {
      if (kind === 'waiting') failing.client.close();
    };
    failing.client.start();
    await settle();
    expect(failing.clock.waiting).toBe(0);

    const refused = setUpClient();
    refused.witness.onServerError = () => refused.client.close();
    await refused.connect();
    refused.socket(0).say({ type: 'error', code: 'video-unavailable', message: 'only jpeg' });
    expect(refused.clock.waiting).toBe(0);
    expect(refused.socket(0).closed).toBe(1);
  });
});
