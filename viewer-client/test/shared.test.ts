import type { StreamCheck, VideoFormat } from '@framewatch/protocol';
import { type PoolOptions, type Viewer, ViewerPool } from '../src/index.js';
import { settle, someConfig, someResult, someVideo } from '../src/testing/index.js';
import { AWAY, Witness, fakeWorld } from './set-up.js';

const FROZEN = {
  id: 'frozen-1',
  stream: 'lobby',
  type: 'frozen',
  severity: 'warning',
  message: 'the picture is frozen',
  beginUs: 1,
  endUs: null,
} as const;
const STREAMING = { type: 'status', state: 'streaming', skipped: 0 } as const;

/** Viewers of one pool; the pictures of the stream are key frames at every tenth. */
function setUpPool({ answers = [], ...options }: { answers?: StreamCheck[] } & Partial<PoolOptions> = {}) {
  const pool = new ViewerPool(options);
  const world = fakeWorld(answers);
  type View = { stream?: string; format?: VideoFormat; exact?: boolean; queue?: number };
  const view = ({ stream = 'lobby', format = 'h264', exact = false, queue = 0 }: View = {}) => {
    const witness = new Witness();
    const viewer: Viewer = pool.viewer(stream, world.deps, { format, exact, queue: () => queue }, witness);
    viewer.start();
    return { viewer, witness };
  };
  const newest = () => world.sockets.at(-1)!;
  const greet = async () => {
    await settle();
    newest().greet();
    newest().say(STREAMING);
    newest().say(someConfig());
  };
  const play = (from: number, to: number) => {
    for (let seq = from; seq <= to; seq++) newest().video(someVideo({ seq, key: seq % 10 === 0 }));
  };
  return { ...world, pool, view, greet, newest, play };
}

const videos = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => `video ${from + n}`);

describe('one connection for all who view a stream', () => {
  it('brings every message to each', async () => {
    const { view, greet, play, newest, sockets, pool } = setUpPool();
    const [first, second] = [view(), view()];
    await greet();
    play(0, 2);
    newest().result(someResult({ seq: 7 }));
    newest().receive('?');
    newest().say({ type: 'event', event: FROZEN });
    newest().say({ type: 'error', code: 'internal', message: 'oops' });
    expect(sockets).toHaveLength(1);
    expect(pool.size).toBe(1);
    const told = [
      'connected',
      'status streaming',
      'config movenet',
      ...videos(0, 2),
      'result 7',
      'event frozen-1',
      'error internal',
    ];
    for (const { witness } of [first, second]) {
      expect(witness.events).toEqual(told);
      expect(witness.stateKinds).toEqual(['connecting', 'open']);
      expect(witness.malformed).toBe(1);
    }
  });

  it('tells who comes later which events last', async () => {
    const { view, greet, newest } = setUpPool();
    view();
    await greet();
    newest().say({ type: 'event', event: { ...FROZEN, id: 'black-1' } });
    newest().say({ type: 'event', event: FROZEN });
    newest().say({ type: 'event', event: { ...FROZEN, id: 'black-1', endUs: 2 } });
    const late = view();
    expect(late.witness.events.filter((told) => told.startsWith('event'))).toEqual(['event frozen-1']);
  });

  it('tells who comes later of no event that ended between two connections', async () => {
    const { view, greet, newest } = setUpPool();
    view();
    await greet();
    newest().say({ type: 'event', event: FROZEN });
    newest().bye('renew');
    await greet();
    newest().say({ type: 'event', event: { ...FROZEN, id: 'black-1' } });
    const late = view();
    expect(late.witness.events.filter((told) => told.startsWith('event'))).toEqual(['event black-1']);
  });

  it('is another one for another stream, another format, and another choice of pictures', async () => {
    const { view, sockets, pool } = setUpPool();
    view();
    view({ format: 'jpeg' });
    view({ format: 'jpeg', exact: true });
    view({ format: 'none' });
    view({ stream: 'yard' });
    await settle();
    expect(sockets).toHaveLength(5);
    expect(pool.size).toBe(5);
  });

  it('tells the runner the queue of the viewer that keeps up best', async () => {
    const { view, greet, play, newest, clock } = setUpPool();
    view({ queue: 40 });
    view({ queue: 2 });
    await greet();
    play(0, 0);
    clock.advance(1_000);
    expect(newest().sentOf('ack')).toEqual([{ type: 'ack', seq: 0, queue: 2 }]);
  });

  it('tells all of its failure, and comes back for all', async () => {
    const { view, greet, play, newest, clock, sockets } = setUpPool();
    const [first, second] = [view(), view()];
    await greet();
    play(0, 4);
    newest().break();
    expect([first, second].map(({ witness }) => witness.failure?.kind)).toEqual(['lost', 'lost']);
    clock.advance(250);
    await greet();
    play(13, 21);
    expect(sockets).toHaveLength(2);
    for (const { witness } of [first, second]) expect(witness.videos).toEqual([...videos(0, 4), ...videos(20, 21)]);
  });

  it('lets viewers know how far the clock of the runner is ahead', async () => {
    const { view, newest, clock } = setUpPool();
    const first = view();
    expect(first.viewer.serverOffsetUs).toBeNull();
    await settle();
    newest().greet(clock.wallUs() + 5_000);
    expect([first, view()].map(({ viewer }) => viewer.serverOffsetUs)).toEqual([5_000, 5_000]);
  });
});

describe('who comes later', () => {
  it('begins at the key frame of the current pictures, and the first notices nothing', async () => {
    const { view, greet, play, newest, sockets } = setUpPool();
    const first = view();
    await greet();
    play(0, 14);
    const second = view();
    expect(second.witness.stateKinds).toEqual(['open']);
    expect(second.witness.events).toEqual(['connected', 'status streaming', 'config movenet', ...videos(10, 14)]);
    play(15, 21);
    expect(second.witness.videos).toEqual(videos(10, 21));
    expect(first.witness.videos).toEqual(videos(0, 21));
    expect(sockets).toHaveLength(1);
    expect(newest().sentOf('keyframe')).toEqual([]);
  });

  it('waits for the next key frame where no current one is known', async () => {
    const { view, greet, newest, play } = setUpPool();
    const first = view();
    await greet();
    const payload = new Uint8Array(9 * 1024 * 1024);
    newest().video(someVideo({ seq: 0, payload }));
    newest().video(someVideo({ seq: 1, key: false, payload }));
    const second = view();
    play(2, 10);
    expect(second.witness.videos).toEqual(videos(10, 10));
    expect(first.witness.videos).toEqual(videos(0, 10));
    expect(newest().sentOf('keyframe')).toEqual([]);
  });

  it('is told of no pictures from before the video changed', async () => {
    const { view, greet, newest, play } = setUpPool();
    view();
    await greet();
    play(0, 4);
    newest().say(someConfig({ epoch: 2, model: 'other' }));
    expect(view().witness.events).toEqual(['connected', 'status streaming', 'config other']);
  });

  it('is told that there is no connection, and why', async () => {
    const { view } = setUpPool({ answers: [AWAY] });
    view();
    await settle();
    expect(view().witness.failure).toMatchObject({ kind: 'obstacle', obstacle: 'unreachable' });
  });

  it('counts no pictures as left out that were so before it came', async () => {
    const { view, greet, newest } = setUpPool();
    const first = view();
    await greet();
    newest().say({ ...STREAMING, skipped: 4 });
    const second = view();
    newest().say({ ...STREAMING, skipped: 6 });
    expect(first.witness.events.slice(-2)).toEqual(['status streaming (4 skipped)', 'status streaming (6 skipped)']);
    expect(second.witness.events.slice(-1)).toEqual(['status streaming (2 skipped)']);
  });

  it('is told the newest results where they are kept', async () => {
    const { view, greet, newest } = setUpPool({ keptResults: 3 });
    view();
    await greet();
    for (let seq = 0; seq < 5; seq++) newest().result(someResult({ seq }));
    const { events } = view().witness;
    expect(events.filter((event) => event.startsWith('result'))).toEqual(['result 2', 'result 3', 'result 4']);
  });

  it('goes through a renewal with the others', async () => {
    const { view, greet, play, sockets, socket } = setUpPool();
    const first = view();
    await greet();
    play(0, 4);
    const second = view();
    socket(0).bye('renew');
    await greet();
    play(0, 7);
    expect(sockets).toHaveLength(2);
    for (const { witness } of [first, second]) {
      expect(witness.videos).toEqual(videos(0, 7));
      expect(witness.events).toContain('renewed, with a gap');
    }
  });
});

describe('a decoder that has to begin anew', () => {
  it('gets the current pictures again with the next one; nobody else does, and the runner is not asked', async () => {
    const { view, greet, play, newest } = setUpPool();
    const [first, second] = [view(), view()];
    await greet();
    play(0, 13);
    second.viewer.requestKeyframe();
    play(14, 15);
    expect(second.witness.videos).toEqual([...videos(0, 13), ...videos(10, 15)]);
    expect(first.witness.videos).toEqual(videos(0, 15));
    expect(newest().sentOf('keyframe')).toEqual([]);
  });

  it('gets them at most once a second', async () => {
    const { view, greet, play, clock } = setUpPool();
    const { viewer, witness } = view();
    await greet();
    play(0, 1);
    viewer.requestKeyframe();
    play(2, 2);
    viewer.requestKeyframe();
    play(3, 3);
    clock.advance(1_000);
    viewer.requestKeyframe();
    play(4, 4);
    expect(witness.videos).toEqual([...videos(0, 1), ...videos(0, 2), ...videos(3, 3), ...videos(0, 4)]);
  });

  it('asks the runner where the current pictures are not known, unless that would trouble others', async () => {
    const { view, greet, newest, clock } = setUpPool();
    const first = view();
    await greet();
    first.viewer.requestKeyframe();
    expect(newest().sentOf('keyframe')).toHaveLength(1);
    view();
    clock.advance(1_000);
    first.viewer.requestKeyframe();
    expect(newest().sentOf('keyframe')).toHaveLength(1);
  });
});

describe('the end', () => {
  it('comes when the last has left, and leaves nothing', async () => {
    const { view, greet, play, newest, clock, pool } = setUpPool();
    const [first, second] = [view(), view()];
    await greet();
    first.viewer.close();
    play(0, 1);
    expect(newest().closed).toBe(0);
    expect(first.witness.videos).toEqual([]);
    expect(first.witness.states.at(-1)).toEqual({ kind: 'closed' });
    expect(second.witness.videos).toEqual(videos(0, 1));
    first.viewer.close();
    second.viewer.close();
    expect(newest().closed).toBe(1);
    expect([pool.size, clock.waiting]).toEqual([0, 0]);
  });

  it('comes also while the stream is being asked for, and while the next attempt is waited for', async () => {
    const asking = setUpPool();
    asking.view().viewer.close();
    await settle();
    expect([asking.pool.size, asking.sockets.length, asking.clock.waiting]).toEqual([0, 0, 0]);

    const waiting = setUpPool({ answers: [AWAY] });
    const { viewer } = waiting.view();
    await settle();
    viewer.close();
    expect([waiting.pool.size, waiting.clock.waiting]).toEqual([0, 0]);
  });

  it('comes for one who leaves when it is told something, and the others are told it still', async () => {
    const { view, greet, newest } = setUpPool();
    const [first, second] = [view(), view()];
    first.witness.onServerError = () => first.viewer.close();
    await greet();
    newest().say({ type: 'error', code: 'video-unavailable', message: 'only jpeg' });
    expect(second.witness.events).toContain('error video-unavailable');
    expect(newest().closed).toBe(0);
  });

  it('is followed by a new connection for whoever comes then', async () => {
    const { view, greet, sockets } = setUpPool();
    const first = view();
    await greet();
    first.viewer.close();
    const next = view();
    await greet();
    expect(sockets).toHaveLength(2);
    expect(next.witness.stateKinds).toEqual(['connecting', 'open']);
  });

  it('can be put off for those who leave and come back at once', async () => {
    const { view, greet, newest, clock, pool, sockets } = setUpPool({ lingerMs: 5_000 });
    const first = view();
    await greet();
    first.viewer.close();
    clock.advance(4_999);
    const second = view();
    clock.advance(8_000);
    expect(newest().closed).toBe(0);
    newest().video(someVideo({ seq: 8 }));
    second.viewer.close();
    clock.advance(4_000);
    expect(newest().sentOf('ack').at(-1)).toEqual({ type: 'ack', seq: 8, queue: 0 });
    clock.advance(1_000);
    expect(newest().closed).toBe(1);
    expect([pool.size, clock.waiting, sockets.length]).toEqual([0, 0, 1]);
  });
});
