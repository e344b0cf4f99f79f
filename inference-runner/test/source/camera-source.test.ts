import pino from 'pino';
import { type Clock, systemClock } from '@framewatch/service-kit';
import { type VideoSource, createSource } from '../../src/source/index.js';
import { countLiveObjects } from './live-objects.js';
import { Recorder, placeOf } from './recorder.js';
import { type CameraOptions, TestCamera, noCamera } from './test-camera.js';

jest.setTimeout(30_000);

const describeCamera = noCamera === null ? describe : describe.skip;

/** A clock on which waits pass twenty times as fast. */
const HASTE = 20;
const hastyClock: Clock = {
  nowMs: () => systemClock.nowMs() * HASTE,
  wallUs: () => systemClock.wallUs(),
  after: (ms, callback) => systemClock.after(ms / HASTE, callback),
};

const cameras: TestCamera[] = [];
const sources: VideoSource[] = [];
afterEach(async () => {
  for (const source of sources.splice(0)) await source.stop();
  for (const camera of cameras.splice(0)) await camera.kill();
});

async function camera(options: CameraOptions = {}): Promise<TestCamera> {
  const started = await TestCamera.start(options);
  cameras.push(started);
  return started;
}

function watch(url: string, options: { stallSeconds?: number; clock?: Clock } = {}) {
  const { stallSeconds = 5, clock = systemClock } = options;
  const lines: string[] = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => lines.push(line) });
  const source = createSource({ url, pace: 'realtime', loop: false, stallSeconds }, { log, clock, random: () => 0 });
  sources.push(source);
  const recorder = new Recorder();
  source.start(recorder, recorder);
  return { source, recorder, lines };
}

describeCamera(`a camera${noCamera === null ? '' : ` (skipped: ${noCamera})`}`, () => {
  it('is opened and streams: H.264 passed through, each packet paired with its picture', async () => {
    const { source, recorder } = watch((await camera()).url);
    await recorder.until(() => recorder.pictures.length >= 30);
    expect(source.live).toBe(true);
    expect(recorder.path).toEqual(['connecting', 'streaming']);
    expect(recorder.formats).toMatchObject(
      [{ epoch: 1, codec: 'h264', width: 320, height: 240, fps: 25, passthroughCodec: /avc1\.42/ }].map((format) => ({
        ...format,
        passthroughCodec: expect.stringMatching(format.passthroughCodec) as string,
      }))
    );
    const { packets, pictures } = recorder;
    expect(packets[0]).toMatchObject({ key: true, ptsUs: 0 });
    expect(packets.slice(0, pictures.length).map((packet) => packet && placeOf(packet))).toEqual(pictures.map(placeOf));
    // The first picture comes without a time; it gets the one before the second.
    expect(pictures.slice(0, 4).map(({ ptsUs }) => ptsUs)).toEqual([0, 40_000, 80_000, 120_000]);
  });

  it('that gives its parameter sets in the session description only: viewers get them with every key frame', async () => {
    const { recorder } = watch((await camera({ codec: 'h264-bare' })).url);
    await recorder.until(() => recorder.packets.filter((packet) => packet?.key).length >= 3);
    for (const packet of recorder.packets) {
      if (!packet?.key) continue;
      const data = Buffer.from(packet.data);
      expect(data.indexOf('0000000167', 0, 'hex')).toBeGreaterThanOrEqual(0);
      expect(data.indexOf('0000000168', 0, 'hex')).toBeGreaterThan(0);
    }
  });

  it.each(['h264-bframes', 'mjpeg'] as const)(
    'with %s is not passed through, and its pictures come in order',
    async (codec) => {
      const { recorder } = watch((await camera({ codec })).url);
      await recorder.until(() => recorder.pictures.length >= 20);
      expect(recorder.formats).toMatchObject([{ passthroughCodec: null }]);
      expect(recorder.packets.every((packet) => packet === null)).toBe(true);
      expect(recorder.pictures.slice(0, 20).map(({ ptsUs }) => ptsUs)).toEqual(
        Array.from({ length: 20 }, (_, i) => i * 40_000)
      );
    }
  );

  it('tells when pictures were taken, once its sender reports say so', async () => {
    const { recorder } = watch((await camera()).url);
    const beganUs = systemClock.wallUs();
    // Arrivals are whole milliseconds; times by the camera’s clock are finer, and as regular as its pictures.
    const regular = () => {
      const last = recorder.pictures.slice(-5);
      const offsets = last.map(({ captureTimeUs, ptsUs }) => captureTimeUs - ptsUs);
      const fine = last.some(({ captureTimeUs }) => captureTimeUs % 1000 !== 0);
      return fine && offsets.length === 5 && Math.max(...offsets) - Math.min(...offsets) < 100;
    };
    await recorder.until(regular);
    const { captureTimeUs } = recorder.pictures.at(-1)!;
    expect(captureTimeUs).toBeGreaterThan(beganUs);
    expect(captureTimeUs).toBeLessThan(systemClock.wallUs());
  });

  it('that is killed and comes back with another size: waits, connects again, begins an epoch', async () => {
    const before = await camera();
    const { recorder } = watch(before.url);
    await recorder.until(() => recorder.pictures.length >= 5);
    await before.kill();
    await recorder.until(() => recorder.path.at(-1) === 'waiting');
    expect(recorder.reason).toMatch(/^rtsp:\/\/127\.0\.0\.1:\d+\/live: .*; next attempt in 1 s$/);
    await camera({ port: before.port, width: 640, height: 480 });
    await recorder.until(() => recorder.pictures.at(-1)?.epoch === 2);
    expect(recorder.path.slice(0, 4)).toEqual(['connecting', 'streaming', 'waiting', 'connecting']);
    expect(recorder.path.at(-1)).toBe('streaming');
    expect(recorder.reconnects).toHaveLength(1);
    expect(['ended', 'broken']).toContain(recorder.reconnects[0]);
    expect(recorder.formats.map(({ epoch, width }) => [epoch, width])).toEqual([
      [1, 320],
      [2, 640],
    ]);
    for (const { epoch, width } of recorder.pictures) expect(width).toBe(epoch === 1 ? 320 : 640);
    expect(recorder.pictures.find(({ epoch }) => epoch === 2)?.ptsUs).toBe(0);
  });

  it('that falls silent: stalled after stallSeconds, then connects again when it wakes up', async () => {
    const frozen = await camera();
    const { recorder } = watch(frozen.url, { stallSeconds: 1 });
    await recorder.until(() => recorder.pictures.length >= 5);
    frozen.freeze();
    await recorder.until(() => recorder.path.at(-1) === 'waiting');
    expect(recorder.path).toEqual(['connecting', 'streaming', 'stalled', 'waiting']);
    expect(recorder.states[2]?.reason).toMatch(/no picture for 1 s$/);
    expect(recorder.reconnects).toEqual(['stalled']);
    frozen.thaw();
    await recorder.until(() => recorder.pictures.at(-1)?.epoch === 2);
    expect(recorder.path.at(-1)).toBe('streaming');
  });

  it('that sends fewer pictures than it is given time for is waited for longer, and then streams on', async () => {
    const slow = await camera({ fps: '1/2', gop: 1 });
    const { recorder } = watch(slow.url, { stallSeconds: 1 });
    const inOneEpoch = () => recorder.pictures.filter(({ epoch }) => epoch === recorder.formats.at(-1)?.epoch);
    await recorder.until(() => inOneEpoch().length >= 4);
    const times = inOneEpoch().map(({ ptsUs }) => ptsUs);
    expect(times).toEqual([0, 2e6, 4e6, 6e6].map((us) => us + times[0]!));
    expect(recorder.path.at(-1)).toBe('streaming');
  });

  it('that never answers: stalled too', async () => {
    const frozen = await camera();
    frozen.freeze();
    const { recorder } = watch(frozen.url, { clock: hastyClock, stallSeconds: 1 });
    await recorder.until(() => recorder.path.at(-1) === 'waiting');
    expect(recorder.path).toEqual(['connecting', 'stalled', 'waiting']);
    expect(recorder.states[1]?.reason).toMatch(/no picture for 10 s$/);
  });

  it.each([
    ['while it connects', 0],
    ['while it streams', 5],
  ])('that is silent can be stopped %s', async (_, pictures) => {
    const frozen = await camera();
    if (pictures === 0) frozen.freeze();
    const { source, recorder, lines } = watch(frozen.url, { stallSeconds: 60 });
    await recorder.until(() => recorder.pictures.length >= pictures);
    frozen.freeze();
    await new Promise((resolve) => setTimeout(resolve, 200));
    await source.stop();
    expect(recorder.path.at(-1)).toBe('stopped');
    expect(lines.join('')).not.toContain('left behind');
  });

  it('is tried again until it is there', async () => {
    const first = await camera();
    const { port, url } = first;
    await first.kill();
    const { recorder } = watch(url);
    await recorder.until(() => recorder.path.at(-1) === 'waiting');
    expect(recorder.reason).toMatch(/cannot be reached \(Connection refused\)/);
    expect(recorder.reconnects).toEqual(['unreachable']);
    await camera({ port });
    await recorder.until(() => recorder.path.at(-1) === 'streaming');
  });

  it('without a stream of this name says so', async () => {
    const { recorder } = watch((await camera()).url.replace('/live', '/nothing'));
    await recorder.until(() => recorder.path.at(-1) === 'waiting');
    expect(recorder.reason).toMatch(/^404 from rtsp:.*: the camera has no stream of this name: check the path/);
    expect(recorder.reconnects).toEqual(['refused']);
  });

  describe('with a password', () => {
    const withUser = (url: string, user: string) => url.replace('rtsp://', `rtsp://${user}@`);

    it.each(['right', 'r/i?g#h@t'])('streams: %s', async (password) => {
      const guarded = await camera({ user: 'viewer', password });
      const { recorder } = watch(withUser(guarded.url, `viewer:${encodeURIComponent(password)}`));
      await recorder.until(() => recorder.path.at(-1) === 'streaming');
    });

    it.each(['viewer:hunter2@', ''])(
      'refuses %j: says what to check, waits long so as not to be locked out, keeps the secret',
      async (user) => {
        const guarded = await camera({ user: 'viewer', password: 'right' });
        const { recorder, lines } = watch(guarded.url.replace('rtsp://', `rtsp://${user}`));
        await recorder.until(() => recorder.path.at(-1) === 'waiting');
        expect(recorder.reason).toMatch(/^401 from rtsp:\/\/.*: check user and password; next attempt in 30 s$/);
        expect(recorder.reconnects).toEqual(['refused']);
        expect(lines.length).toBeGreaterThan(0);
        expect(JSON.stringify([recorder.states, lines])).not.toContain('hunter2');
      }
    );
  });

  it('leaves nothing in memory, however often it is lost', async () => {
    const { counts, restore } = countLiveObjects();
    try {
      const { url } = await camera();
      for (let round = 0; round < 4; round++) {
        const { source, recorder } = watch(url);
        await recorder.until(() => recorder.pictures.length >= 3 + round);
        await source.stop();
      }
      expect(counts).toEqual({ frames: 0, packets: 0, doubleFrees: 0 });
    } finally {
      restore();
    }
  });
});

describe('a camera that does not exist', () => {
  it('is unreachable by name', async () => {
    const { recorder } = watch('rtsp://user:hunter2@camera.invalid/live');
    await recorder.until(() => recorder.path.at(-1) === 'waiting');
    expect(recorder.reason).toMatch(
      /^rtsp:\/\/\*\*\*@camera\.invalid\/live: cannot be reached \(its host name is unknown\)/
    );
  });

  it('is tried again with growing pauses, for ever', async () => {
    const { recorder, lines } = watch('rtsp://127.0.0.1:1/live', { clock: hastyClock });
    const pauses = () =>
      recorder.states.flatMap(({ reason }) => /next attempt in (\d+) s/.exec(reason ?? '')?.[1] ?? []).map(Number);
    await recorder.until(() => pauses().at(-1) === 3);
    expect(pauses()[0]).toBe(1);
    expect(pauses()).toEqual([...pauses()].sort((a, b) => a - b));
    expect(recorder.news).toEqual(['connecting', 'waiting']);
    // One outage, however often the camera was tried.
    expect(recorder.reconnects).toEqual(['unreachable']);
    const logged = lines.map((line) => JSON.parse(line) as { level: number; state: string; reason?: string });
    const { debug, info, warn } = pino.levels.values;
    expect(logged.filter(({ level }) => level > debug!)).toMatchObject([
      { level: info, state: 'connecting' },
      { level: warn, state: 'waiting', reason: expect.stringContaining('Connection refused') as string },
    ]);
  });
});
