import { settle, someResult, someVideo } from '@framewatch/viewer-client/testing';
import { lastDecoder } from '../testing/fakeWebCodecs';
import { FRAME_US, setUpPlayer } from '../testing/setUpPlayer';

const FRAME_MS = FRAME_US / 1_000;

/** A player to which a stream plays, and a browser that may be slower than the stream. */
async function setUpLoad(options: Parameters<typeof setUpPlayer>[0] = {}) {
  const setUp = setUpPlayer(options);
  const { clock, socket, reports } = setUp;
  await setUp.connect();
  let n = 0;
  /** Seconds of H.264, of which the browser decodes as many pictures a second; the rest waits. */
  const play = async (seconds: number, decodedFps = 30) => {
    let credit = 0;
    for (let passed = 0; passed < seconds * 1_000; passed += FRAME_MS) {
      const captureTimeUs = clock.wallUs() - 50_000;
      socket().video(someVideo({ key: n % 300 === 0, seq: n, ptsUs: n * FRAME_US, captureTimeUs }));
      socket().result(someResult({ seq: n, ptsUs: n * FRAME_US }));
      n += 1;
      credit += decodedFps / 30;
      for (; credit >= 1; credit--) {
        lastDecoder().output(1);
      }
      clock.frame();
      clock.advance(FRAME_MS);
      for (const { id } of socket().sentOf('ping').slice(-1)) {
        socket().say({ type: 'pong', id, serverTimeUs: clock.wallUs() });
      }
    }
    await settle();
  };
  return { ...setUp, play, report: () => reports.at(-1) };
}

it('says nothing while the browser keeps up', async () => {
  const { play, report, sockets } = await setUpLoad();
  await play(60);
  expect(report()).toMatchObject({ behind: null, reduction: null });
  expect(sockets).toHaveLength(1);
});

it('says that the browser is behind, and goes over to JPEG on a new connection', async () => {
  const { play, report, reports, sockets, socket } = await setUpLoad();
  await play(10);
  await play(20, 10);
  expect(reports.some(({ behind }) => behind?.cause === 'browser')).toBe(true);
  expect(report()?.reduction).toMatchObject({ decoder: 'jpeg' });
  expect(sockets).toHaveLength(2);
  expect(sockets[0]?.closed).toBe(1);
  socket().greet();
  expect(socket().sentOf('start')[0]?.video).toBe('jpeg');
});

it('keeps to key frames where the user chose the decoder', async () => {
  const { play, report, sockets, clock, socket } = await setUpLoad({ choice: 'webcodecs' });
  await play(10);
  await play(20, 10);
  expect(report()?.reduction).toEqual({ decoder: 'webcodecs', maxFps: null, keysOnly: true });
  expect(sockets).toHaveLength(1);
  lastDecoder().output(1_000);
  const before = lastDecoder().chunks.length;
  socket().video(someVideo({ key: false, seq: 50_000, ptsUs: 50_000 * FRAME_US }));
  socket().video(someVideo({ key: true, seq: 50_001, ptsUs: 50_001 * FRAME_US }));
  expect(
    lastDecoder()
      .chunks.slice(before)
      .map(({ type }) => type)
  ).toEqual(['key']);
  expect(clock.waiting).toBeGreaterThan(0);
});

it('stays with the video where the stream has no JPEG', async () => {
  const { play, report, socket, sockets, state } = await setUpLoad();
  await play(10);
  await play(20, 10);
  socket().greet();
  socket().say({ type: 'error', code: 'video-unavailable', message: 'only h264' });
  await settle();
  expect(sockets).toHaveLength(3);
  socket().greet();
  expect(socket().sentOf('start')[0]?.video).toBe('h264');
  expect(state()?.kind).not.toBe('unsupported');
  expect(report()?.reduction).toMatchObject({ decoder: 'webcodecs', keysOnly: true });
});

it('does not take a page that nobody sees for a slow one', async () => {
  const { play, player, report } = await setUpLoad();
  await play(10);
  player.setVisible(false);
  await play(20, 1);
  expect(report()).toMatchObject({ behind: null, reduction: null });
});
