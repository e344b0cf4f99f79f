import { settle, someConfig, someVideoConfig } from '@framewatch/viewer-client/testing';
import { FakeDecoder, lastDecoder } from '../testing/fakeWebCodecs';
import { ABLE, setUpPlayer } from '../testing/setUpPlayer';

describe('connections', () => {
  it('takes a runner that was restarted for a new stream, although its epochs begin again', async () => {
    const { connect, picture, result, clock, renderer, socket, sockets } = setUpPlayer();
    await connect();
    socket().say({ ...someConfig(), epoch: 9 });
    await settle();
    picture(100, 9, true);
    result(100, 1, 9);
    clock.frame();
    socket().break();
    clock.advance(250);
    await settle();
    expect(sockets).toHaveLength(2);
    socket().greet(clock.wallUs());
    socket().say(someConfig());
    await settle();
    picture(0);
    result(0, 2);
    clock.frame();
    expect(renderer.drawn.slice(2)).toEqual(['picture 0', 'overlay 2']);
  });

  it('goes on counting what the runner left out on the connections before', async () => {
    const { connect, socket, clock, stats } = setUpPlayer();
    await connect();
    socket().say({ type: 'status', state: 'streaming', skipped: 4 });
    socket().break();
    clock.advance(250);
    await settle();
    socket().greet(clock.wallUs());
    socket().say({ type: 'status', state: 'streaming', skipped: 3 });
    expect(stats()?.dropped).toBe(7);
  });

  it('goes through a renewal without showing anything twice', async () => {
    const { connect, picture, result, clock, renderer, socket, reports } = setUpPlayer();
    await connect();
    for (const n of [0, 1]) {
      picture(n);
      result(n);
      clock.frame();
    }
    socket().bye('renew');
    const before = reports.length;
    renderer.forgetLasting.mockClear();
    renderer.reset.mockClear();
    await settle();
    socket().greet(clock.wallUs());
    expect(renderer.forgetLasting).toHaveBeenCalledTimes(1);
    expect(renderer.reset).not.toHaveBeenCalled();
    socket().say(someConfig());
    await settle();
    for (const n of [0, 1, 2]) {
      picture(n);
    }
    result(2);
    clock.frame();
    expect(FakeDecoder.all).toHaveLength(1);
    expect(renderer.drawn.filter((one) => one.startsWith('picture'))).toEqual(['picture 0', 'picture 1', 'picture 2']);
    expect(reports.slice(before).map(({ state }) => state.kind)).toEqual([]);
  });

  it('asks the runner for a key frame when the decoder has to start over', async () => {
    const { connect, picture, socket } = setUpPlayer();
    await connect();
    picture(0);
    lastDecoder().fail('bad slice');
    expect(socket().sentOf('keyframe')).toHaveLength(1);
  });
});

describe('the ladder', () => {
  it('asks for H.264 where the browser can decode it', async () => {
    const { connect, socket } = setUpPlayer();
    await connect();
    expect(socket().sentOf('start')[0]?.video).toBe('h264');
  });

  it('asks for JPEG where the page is not secure', async () => {
    const { connect, socket, stats } = setUpPlayer({ abilities: { ...ABLE, secureContext: false } });
    await connect();
    expect(socket().sentOf('start')[0]?.video).toBe('jpeg');
    expect(stats()).toMatchObject({ decoder: 'jpeg', refused: [{ reason: 'insecure-context' }] });
  });

  it('steps down to JPEG, on a new connection, when the codec cannot be decoded', async () => {
    const { player, socket, sockets, stats } = setUpPlayer();
    FakeDecoder.supported = false;
    player.start();
    await settle();
    socket().greet();
    socket().say({ ...someConfig(), video: { ...someVideoConfig(), codec: 'hvc1.1.6.L93.B0' } });
    await settle();
    expect(sockets).toHaveLength(2);
    expect(sockets[0]?.closed).toBe(1);
    socket().greet();
    expect(socket().sentOf('start')[0]?.video).toBe('jpeg');
    expect(stats()?.refused).toEqual([
      { kind: 'webcodecs', reason: 'codec-unsupported', detail: expect.stringContaining('hvc1') },
    ]);
  });

  it('steps down when the stream has no such video', async () => {
    const { connect, socket, sockets } = setUpPlayer();
    await connect();
    socket().say({ type: 'error', code: 'video-unavailable', message: 'only jpeg' });
    await settle();
    socket().greet();
    expect(sockets).toHaveLength(2);
    expect(socket().sentOf('start')[0]?.video).toBe('jpeg');
  });

  it('says why when no step is left, and begins at the top again a minute later', async () => {
    const { connect, socket, sockets, state, clock } = setUpPlayer({ choice: 'webcodecs' });
    await connect();
    socket().say({ type: 'error', code: 'video-unavailable', message: 'only jpeg' });
    await settle();
    expect(state()).toEqual({
      kind: 'unsupported',
      refused: [{ kind: 'webcodecs', reason: 'video-unavailable', detail: 'only jpeg' }],
    });
    expect(sockets).toHaveLength(1);
    clock.advance(60_000);
    await settle();
    expect(sockets).toHaveLength(2);
    expect(state()?.kind).toBe('connecting');
  });
});

describe('pictures with a result of their own', () => {
  const started = ({ sockets }: ReturnType<typeof setUpPlayer>) =>
    sockets.flatMap((socket) => socket.sentOf('start').map(({ video, sync }) => [video, sync]));

  it('are all that an exact view of JPEG asks for, on a connection of its own', async () => {
    const setUp = setUpPlayer({ choice: 'jpeg' });
    setUp.player.setSync('exact');
    await setUp.connect();
    expect(started(setUp)).toEqual([['jpeg', 'exact']]);
    setUp.player.setSync('smooth');
    await settle();
    setUp.socket().greet(setUp.clock.wallUs());
    expect(started(setUp).at(-1)).toEqual(['jpeg', undefined]);
    expect(setUp.sockets[0]?.closed).toBe(1);
  });

  it('are not asked for where the decoder needs all', async () => {
    const setUp = setUpPlayer();
    await setUp.connect();
    setUp.player.setSync('exact');
    expect(started(setUp)).toEqual([['h264', undefined]]);
  });
});
