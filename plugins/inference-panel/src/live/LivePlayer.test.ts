import { FakeClock } from '../testing/FakeClock';
import { FakeSocket } from '../testing/FakeSocket';
import { FakeDecoder, type FakeFrame, fakeWebCodecs, lastDecoder } from '../testing/fakeWebCodecs';
import { CONFIG, H264_CONFIG, someResult, someVideo } from '../testing/messages';
import { settle } from '../testing/settle';
import { LivePlayer } from './LivePlayer';
import { type DecoderKind, type DecoderListener, JpegDecoder, type Picture, WebCodecsDecoder } from './decoder';
import type { Renderer } from './renderer';
import type { Painted, PlayerReport } from './report';
import type { ProbeResult } from './transport';

const FRAME_US = 33_000;
const ABLE = { secureContext: true, webCodecs: true, imageBitmap: true };

/** Notes what is drawn, and that nothing is drawn after it was closed. */
class FakeRenderer {
  readonly drawn: string[] = [];
  readonly frames: FakeFrame[] = [];
  setLabels = jest.fn();
  drawPicture = ({ image, ptsUs }: Picture) => {
    const frame = image as unknown as FakeFrame;
    expect(frame.closed).toBe(0);
    this.frames.push(frame);
    this.drawn.push(`picture ${ptsUs / FRAME_US}`);
  };
  drawDetections = (detections: readonly unknown[]) => void this.drawn.push(`overlay ${detections.length}`);
}

function setUp({ abilities = ABLE, health = [] as ProbeResult[], choice = 'auto' as 'auto' | DecoderKind } = {}) {
  const clock = new FakeClock();
  const sockets: FakeSocket[] = [];
  const reports: PlayerReport[] = [];
  const painted: Painted[] = [];
  const renderer = new FakeRenderer();
  const codecs = fakeWebCodecs();
  const createDecoder = jest.fn((kind: DecoderKind, listener: DecoderListener) =>
    kind === 'webcodecs'
      ? new WebCodecsDecoder(codecs, clock, listener)
      : new JpegDecoder(() => Promise.reject(new Error('no JPEG here')), listener)
  );
  const player = new LivePlayer(
    {
      clock,
      random: () => 0,
      probe: async () => health.shift() ?? { ok: true },
      openSocket: () => {
        const socket = new FakeSocket();
        sockets.push(socket);
        return socket;
      },
      abilities,
      createDecoder,
    },
    renderer as unknown as Renderer,
    choice,
    { onReport: (report) => reports.push(report), onPainted: (one) => painted.push(one), onLabels: jest.fn() }
  );
  const socket = () => sockets.at(-1) as FakeSocket;
  const frames: FakeFrame[] = [];
  return {
    clock,
    sockets,
    socket,
    reports,
    painted,
    renderer,
    player,
    frames,
    createDecoder,
    state: () => reports.at(-1)?.state,
    stats: () => reports.at(-1)?.stats,
    /** Connects, and is told what the video is. */
    async connect() {
      player.start();
      await settle();
      socket().greet(clock.wallUs());
      socket().say({ type: 'status', state: 'streaming', skipped: 0 });
      socket().say(CONFIG);
      await settle();
    },
    /** Frame `n` comes and is decoded. */
    picture(n: number, epoch = 1, key = n === 0) {
      const captureTimeUs = clock.wallUs() - 80_000;
      socket().video(someVideo({ key, ptsUs: n * FRAME_US, seq: n, epoch, captureTimeUs }));
      frames.push(...lastDecoder().output(1));
    },
    result(n: number, detections = 1, epoch = 1) {
      const box: [number, number, number, number] = [0, 0, 1, 1];
      const found = Array.from({ length: detections }, () => ({ class: `frame-${n}`, confidence: 1, box }));
      socket().result(someResult({ ptsUs: n * FRAME_US, seq: n, epoch, detections: found }));
    },
  };
}

describe('painting', () => {
  it('paints a picture and its own result together, tells of it, and closes the picture', async () => {
    const { connect, picture, result, clock, renderer, painted, frames } = setUp();
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
    const { connect, picture, result, clock } = setUp();
    await connect();
    expect(clock.waitingFrames).toBe(0);
    picture(0);
    expect(clock.waitingFrames).toBe(1);
    result(0);
    clock.frame();
    expect(clock.waitingFrames).toBe(0);
  });

  it('wipes the overlay when a picture is shown without a result, and reports it', async () => {
    const { connect, picture, clock, renderer, painted, reports } = setUp();
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
    const { connect, picture, result, clock, renderer, player, painted } = setUp();
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
    const { connect, picture, result, clock, renderer, socket } = setUp();
    await connect();
    picture(50, 1, true);
    result(50);
    clock.frame();
    socket().say({ ...CONFIG, epoch: 2 });
    await settle();
    picture(0, 2);
    result(0, 3, 2);
    clock.frame();
    expect(renderer.drawn.slice(2)).toEqual(['picture 0', 'overlay 3']);
  });
});

describe('what it reports', () => {
  it('rates, latency by the clock of the runner, drops and skips', async () => {
    const { connect, picture, result, clock, stats, socket } = setUp();
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

  it('goes from connecting to live with the first picture', async () => {
    const { connect, picture, state } = setUp();
    await connect();
    expect(state()).toEqual({ kind: 'connecting' });
    picture(0);
    expect(state()).toEqual({ kind: 'live' });
  });

  it('a stall, and the age of the picture that is still there', async () => {
    const { connect, picture, result, clock, state, reports } = setUp();
    await connect();
    picture(0);
    result(0);
    clock.frame();
    clock.advance(3_000);
    expect(state()).toEqual({ kind: 'stalled', forMs: 3_000 });
    expect(reports.at(-1)).toMatchObject({ pictureAgeMs: 3_000, stats: { shownFps: 0, latencyMs: null } });
  });

  it('a camera that is down, at once and with the reason', async () => {
    const { connect, socket, state } = setUp();
    await connect();
    socket().say({ type: 'status', state: 'failed', reason: 'no video track', skipped: 0 });
    expect(state()).toEqual({ kind: 'camera-down', camera: 'failed', reason: 'no video track' });
  });

  it('a refused token', () => {
    const { player, state } = setUp({ health: [{ ok: false, status: 401, detail: 'Unauthorized' }] });
    player.start();
    return settle().then(() => expect(state()).toMatchObject({ kind: 'disconnected', failure: { kind: 'refused' } }));
  });

  it('messages that cannot be read', async () => {
    const { connect, socket, clock, stats } = setUp();
    await connect();
    socket().receive('?');
    clock.advance(500);
    expect(stats()?.malformed).toBe(1);
  });
});

describe('connections', () => {
  it('takes a runner that was restarted for a new stream, although its epochs begin again', async () => {
    const { connect, picture, result, clock, renderer, socket, sockets } = setUp();
    await connect();
    socket().say({ ...CONFIG, epoch: 9 });
    await settle();
    picture(100, 9, true);
    result(100, 1, 9);
    clock.frame();
    socket().break();
    clock.advance(250);
    await settle();
    expect(sockets).toHaveLength(2);
    socket().greet(clock.wallUs());
    socket().say(CONFIG);
    await settle();
    picture(0);
    result(0, 2);
    clock.frame();
    expect(renderer.drawn.slice(2)).toEqual(['picture 0', 'overlay 2']);
  });

  it('goes on counting what the runner left out on the connections before', async () => {
    const { connect, socket, clock, stats } = setUp();
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
    const { connect, picture, result, clock, renderer, socket, reports } = setUp();
    await connect();
    for (const n of [0, 1]) {
      picture(n);
      result(n);
      clock.frame();
    }
    const before = reports.length;
    socket().say({ type: 'bye', reason: 'renew' });
    await settle();
    socket().greet(clock.wallUs());
    socket().say(CONFIG);
    await settle();
    for (const n of [0, 1, 2]) {
      picture(n);
    }
    result(2);
    clock.frame();
    expect(renderer.drawn.filter((one) => one.startsWith('picture'))).toEqual(['picture 0', 'picture 1', 'picture 2']);
    expect(reports.slice(before).map(({ state }) => state.kind)).toEqual([]);
  });

  it('asks the runner for a key frame when the decoder has to start over', async () => {
    const { connect, picture, socket } = setUp();
    await connect();
    picture(0);
    lastDecoder().fail('bad slice');
    expect(socket().sentOf('keyframe')).toHaveLength(1);
  });
});

describe('the ladder', () => {
  it('asks for H.264 where the browser can decode it', async () => {
    const { connect, socket } = setUp();
    await connect();
    expect(socket().sentOf('start')[0]?.video).toBe('h264');
  });

  it('asks for JPEG where the page is not secure', async () => {
    const { connect, socket, stats } = setUp({ abilities: { ...ABLE, secureContext: false } });
    await connect();
    expect(socket().sentOf('start')[0]?.video).toBe('jpeg');
    expect(stats()).toMatchObject({ decoder: 'jpeg', refused: [{ reason: 'insecure-context' }] });
  });

  it('steps down to JPEG, on a new connection, when the codec cannot be decoded', async () => {
    const { player, socket, sockets, stats } = setUp();
    FakeDecoder.supported = false;
    player.start();
    await settle();
    socket().greet();
    socket().say({ ...CONFIG, video: { ...H264_CONFIG, codec: 'hvc1.1.6.L93.B0' } });
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
    const { connect, socket, sockets } = setUp();
    await connect();
    socket().say({ type: 'error', code: 'video-unavailable', message: 'only jpeg' });
    await settle();
    socket().greet();
    expect(sockets).toHaveLength(2);
    expect(socket().sentOf('start')[0]?.video).toBe('jpeg');
  });

  it('says why when no step is left, and begins at the top again a minute later', async () => {
    const { connect, socket, sockets, state, clock } = setUp({ choice: 'webcodecs' });
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

describe('a hidden page', () => {
  it('is disconnected after half a minute and connected again when it is seen', async () => {
    const { connect, player, socket, sockets, clock } = setUp();
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
    const { connect, player, sockets, clock } = setUp();
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
    const { connect, picture, player, clock, socket, frames, reports } = setUp();
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
    const { player, clock, sockets, reports } = setUp();
    player.start();
    const before = reports.length;
    player.dispose();
    await settle();
    expect(sockets).toEqual([]);
    expect(clock.waiting).toBe(0);
    expect(reports).toHaveLength(before);
  });

  it('stops a ladder that waits to be tried again', async () => {
    const { player, clock } = setUp({ abilities: { secureContext: true, webCodecs: false, imageBitmap: false } });
    player.start();
    player.setVisible(false);
    player.dispose();
    expect(clock.waiting).toBe(0);
  });
});
