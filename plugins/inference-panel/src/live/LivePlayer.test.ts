import { settle, someConfig, someResult, someVideo } from '@framewatch/viewer-client/testing';
import { lastDecoder } from '../testing/fakeWebCodecs';
import { FRAME_US, setUpPlayer } from '../testing/setUpPlayer';

describe('painting', () => {
  it('paints a picture and its own result together, tells of it, and closes the picture', async () => {
    const { connect, picture, result, clock, renderer, painted, frames } = setUpPlayer();
    await connect();
    picture(0);
    clock.frame();
    expect(renderer.drawn).toEqual([]);
    result(0, 2);
    clock.frame();
    expect(renderer.drawn).toEqual(['picture 0', 'overlay 2']);
    expect(painted).toEqual([
      { epoch: 1, ptsUs: 0, verdict: 'paired', resultSeq: 0, resultPtsUs: 0, detections: expect.any(Array) },
    ]);
    expect(painted[0]?.detections.map((one) => one.class)).toEqual(['frame-0', 'frame-0']);
    expect(frames.map(({ closed }) => closed)).toEqual([1]);
  });

  it('asks for a repaint only while something waits to be painted', async () => {
    const { connect, picture, result, clock } = setUpPlayer();
    await connect();
    expect(clock.waitingFrames).toBe(0);
    picture(0);
    expect(clock.waitingFrames).toBe(1);
    result(0);
    clock.frame();
    expect(clock.waitingFrames).toBe(0);
  });

  it('wipes the overlay when a picture is shown without a result, and reports it', async () => {
    const { connect, picture, clock, renderer, painted, reports } = setUpPlayer();
    await connect();
    picture(0);
    clock.advance(500);
    clock.frame();
    expect(renderer.drawn).toEqual(['picture 0', 'overlay 0']);
    expect(painted[0]).toMatchObject({ verdict: 'no-result', resultSeq: null, resultPtsUs: null });
    clock.advance(500);
    expect(reports.at(-1)).toMatchObject({ withoutResult: true });
  });

  it('paints at once in live mode, and draws a later result over the picture', async () => {
    const { connect, picture, result, clock, renderer, player, painted } = setUpPlayer();
    player.setSync('live');
    await connect();
    picture(0);
    clock.frame();
    result(0);
    clock.frame();
    expect(renderer.drawn).toEqual(['picture 0', 'overlay 0', 'overlay 1']);
    expect(painted.map(({ verdict, ptsUs }) => [verdict, ptsUs])).toEqual([
      ['newest', 0],
      ['paired', 0],
    ]);
  });

  it('starts over with another epoch', async () => {
    const { connect, picture, result, clock, renderer, socket } = setUpPlayer();
    await connect();
    picture(50, 1, true);
    result(50);
    clock.frame();
    socket().say({ ...someConfig(), epoch: 2 });
    await settle();
    picture(0, 2);
    result(0, 3, 2);
    clock.frame();
    expect(renderer.drawn.slice(2)).toEqual(['picture 0', 'overlay 3']);
  });
});

describe('what it reports', () => {
  it('rates, latency by the clock of the runner, drops and skips', async () => {
    const { connect, picture, result, clock, stats, socket } = setUpPlayer();
    await connect();
    for (let n = 0; n < 30; n++) {
      picture(n);
      if (n % 3 === 0) {
        result(n);
      }
      clock.frame();
      clock.advance(33);
    }
    socket().say({ type: 'status', state: 'streaming', skipped: 4 });
    expect(stats()).toMatchObject({
      shownFps: 5,
      inferredFps: 5,
      latencyMs: 80,
      skipped: 18,
      dropped: 4,
      malformed: 0,
      sync: 'exact',
      decoder: 'webcodecs',
    });
  });

  it('what the models are executed on, as the runner said last', async () => {
    const { connect, clock, stats, socket } = setUpPlayer();
    await connect();
    clock.advance(500);
    expect(stats()?.execution).toBeNull();
    const execution = [{ model: 'pose', provider: 'cpu', refused: [] }];
    socket().say({ type: 'status', state: 'streaming', execution, skipped: 0 });
    expect(stats()?.execution).toEqual(execution);
  });

  it('goes from connecting to live with the first picture', async () => {
    const { connect, picture, state } = setUpPlayer();
    await connect();
    expect(state()).toEqual({ kind: 'connecting' });
    picture(0);
    expect(state()).toEqual({ kind: 'live' });
  });

  it('a stall, and the age of the picture that is still there', async () => {
    const { connect, picture, result, clock, state, reports } = setUpPlayer();
    await connect();
    picture(0);
    result(0);
    clock.frame();
    clock.advance(3_000);
    expect(state()).toEqual({ kind: 'stalled', forMs: 3_000 });
    // It was 80 ms old when it was painted.
    expect(reports.at(-1)).toMatchObject({ pictureAgeMs: 3_080, stats: { shownFps: 0, latencyMs: null } });
  });

  it('how old the picture is with which a viewer joins a camera that has been down for long', async () => {
    const { connect, picture, result, clock, reports } = setUpPlayer();
    await connect();
    picture(0, 1, true, 100_000);
    result(0);
    clock.frame();
    clock.advance(1_000);
    expect(reports.at(-1)).toMatchObject({ pictureAgeMs: 101_000 });
  });

  it('a camera that is down, at once and with the reason', async () => {
    const { connect, socket, state } = setUpPlayer();
    await connect();
    socket().say({ type: 'status', state: 'failed', reason: 'no video track', skipped: 0 });
    expect(state()).toEqual({ kind: 'camera-down', camera: 'failed', reason: 'no video track' });
  });

  it('a refused token', () => {
    const { player, state } = setUpPlayer({ checks: [{ ok: false, obstacle: 'token', message: 'Unauthorized' }] });
    player.start();
    return settle().then(() =>
      expect(state()).toMatchObject({ kind: 'disconnected', failure: { kind: 'obstacle', obstacle: 'token' } })
    );
  });

  it('messages that cannot be read', async () => {
    const { connect, socket, clock, stats } = setUpPlayer();
    await connect();
    socket().receive('?');
    clock.advance(500);
    expect(stats()?.malformed).toBe(1);
  });
});

describe('a hidden page', () => {
  it('is disconnected after half a minute and connected again when it is seen', async () => {
    const { connect, player, socket, sockets, clock } = setUpPlayer();
    await connect();
    player.setVisible(false);
    clock.advance(14_000);
    socket().result(someResult());
    clock.advance(14_000);
    socket().result(someResult());
    clock.advance(1_999);
    expect(sockets[0]?.closed).toBe(0);
    clock.advance(1);
    expect(sockets[0]?.closed).toBe(1);
    player.setVisible(true);
    await settle();
    expect(sockets).toHaveLength(2);
  });

  it('stays connected when it is hidden for a moment only', async () => {
    const { connect, player, sockets, clock } = setUpPlayer();
    await connect();
    player.setVisible(false);
    clock.advance(5_000);
    player.setVisible(true);
    sockets[0]?.result(someResult());
    clock.advance(10_000);
    sockets[0]?.result(someResult());
    clock.advance(14_000);
    expect(sockets.map(({ closed }) => closed)).toEqual([0]);
  });
});

describe('dispose', () => {
  it('closes socket, decoder and every picture, and leaves no timer and no frame request', async () => {
    const { connect, picture, player, clock, socket, frames, reports } = setUpPlayer();
    await connect();
    for (let n = 0; n < 5; n++) {
      picture(n);
    }
    const inner = lastDecoder();
    socket().video(someVideo({ key: false, ptsUs: 9 * FRAME_US }));
    const before = reports.length;
    player.dispose();
    expect(socket().closed).toBe(1);
    expect(inner.state).toBe('closed');
    expect(frames.map(({ closed }) => closed)).toEqual([1, 1, 1, 1, 1]);
    expect(inner.output().map(({ closed }) => closed)).toEqual([1]);
    expect(clock.waiting).toBe(0);
    clock.advance(120_000);
    expect(reports).toHaveLength(before);
  });

  it('before anything is connected leaves nothing behind either', async () => {
    const { player, clock, sockets, reports } = setUpPlayer();
    player.start();
    const before = reports.length;
    player.dispose();
    await settle();
    expect(sockets).toEqual([]);
    expect(clock.waiting).toBe(0);
    expect(reports).toHaveLength(before);
  });

  it('stops a ladder that waits to be tried again', async () => {
    const { player, clock } = setUpPlayer({ abilities: { secureContext: true, webCodecs: false, imageBitmap: false } });
    player.start();
    player.setVisible(false);
    player.dispose();
    expect(clock.waiting).toBe(0);
  });
});
