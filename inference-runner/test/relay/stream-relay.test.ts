import { type VideoConfig, type VideoMessage, decodeBinary } from '@framewatch/protocol';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pino from 'pino';
import { JPEG_MAX_FPS, StreamRelay } from '../../src/relay/index.js';
import { type SourceListener, createSource } from '../../src/source/index.js';
import { type ClipOptions, makeClip } from '../source/clip.js';
import { countLiveObjects } from '../source/live-objects.js';
import { view } from '../encode/pictures.js';

const log = pino({ level: 'silent' });

let folder: string;
beforeAll(async () => (folder = await mkdtemp(path.join(tmpdir(), 'framewatch-relay-'))));
afterAll(() => rm(folder, { recursive: true }));

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A relay fed by a clip that plays in a loop at its own pace. */
async function relayOf(name: string, options: Omit<ClipOptions, 'path'> = {}) {
  const url = path.join(folder, name);
  await makeClip({ path: url, ...options });
  const relay = new StreamRelay({ log });
  const source = createSource({ url, pace: 'realtime', loop: true, stallSeconds: 5 }, { log });
  const pictures: string[] = [];
  let format: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (format = resolve));
  const listener: SourceListener = {
    onState: () => undefined,
    onReconnect: () => undefined,
    onFormat: (each) => {
      relay.onFormat(each);
      format();
    },
    onPacket: (packet) => relay.onPacket(packet),
    onFrame: (frame) => {
      pictures.push(`${frame.epoch}/${frame.ptsUs}`);
      relay.onFrame(frame);
    },
  };
  source.start(listener, { ready: () => Promise.resolve() });
  const stop = async () => {
    await source.stop();
    await relay.close();
  };
  cleanups.push(stop);
  await opened;
  return { relay, pictures, stop };
}

/** A viewer that keeps everything, and can wait. */
function join(relay: StreamRelay, format: 'h264' | 'jpeg') {
  const configs: VideoConfig[] = [];
  const messages: VideoMessage[] = [];
  let wake: () => void = () => undefined;
  const leave = relay.subscribe(format, {
    onVideoConfig: (_, config) => configs.push(config),
    onPicture: ({ message }) => {
      messages.push(decodeBinary(message) as VideoMessage);
      wake();
    },
  });
  /** What there is as soon as there are so many; more comes in the meantime. */
  const until = async (pictures: number) => {
    while (messages.length < pictures) await new Promise<void>((resolve) => (wake = resolve));
    return [...messages];
  };
  return { configs, messages, until, leave };
}

const payloads = (messages: VideoMessage[]) => messages.map(({ payload }) => payload);

describe('a stream that browsers can take', () => {
  it('is passed through: the viewer decodes every picture from the first message on', async () => {
    const { relay, pictures } = await relayOf('through.mp4');
    const viewer = join(relay, 'h264');
    const shown = await viewer.until(40);
    expect(viewer.configs).toMatchObject([{ format: 'h264', codec: 'avc1.64000b', width: 160, height: 96, fps: 30 }]);
    expect(shown[0]).toMatchObject({ key: true, discontinuity: true });
    expect(shown.slice(1).some(({ discontinuity }) => discontinuity)).toBe(false);
    const seqs = shown.map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.map((_, index) => seqs[0]! + index));
    expect(await view('h264', payloads(shown))).toHaveLength(shown.length);
    for (const { epoch, ptsUs } of shown.slice(0, 30)) expect(pictures).toContain(`${epoch}/${ptsUs}`);
  });

  it('gives who joins in the middle the current group of pictures at once', async () => {
    const { relay } = await relayOf('join.mp4', { gop: 30 });
    await join(relay, 'h264').until(10);
    const late = join(relay, 'h264');
    expect(late.configs).toHaveLength(1);
    const shown = await late.until(0);
    expect(shown.length).toBeGreaterThanOrEqual(10);
    expect(shown[0]).toMatchObject({ key: true, discontinuity: true, seq: 0 });
    expect(await view('h264', payloads(shown))).toHaveLength(shown.length);
  });
});

describe.each([
  ['B-frames', 'b.mp4', { bFrames: 2 }],
  ['HEVC', 'hevc.mp4', { codec: 'hevc' }],
  ['Motion JPEG', 'motion.avi', { codec: 'mjpeg' }],
] as const)('a stream of %s', (_, name, options) => {
  it('is encoded for browsers, each picture with its own time', async () => {
    const { relay, pictures } = await relayOf(name, options);
    const viewer = join(relay, 'h264');
    const shown = await viewer.until(35);
    expect(viewer.configs).toMatchObject([{ format: 'h264', width: 160, height: 96, fps: 30 }]);
    expect(viewer.configs[0]?.codec).toMatch(/^avc1\.42/);
    expect(shown[0]).toMatchObject({ key: true, discontinuity: true });
    expect(shown.filter(({ key }) => key).length).toBeGreaterThanOrEqual(2);
    expect(await view('h264', payloads(shown))).toHaveLength(shown.length);
    for (const { epoch, ptsUs } of shown) expect(pictures).toContain(`${epoch}/${ptsUs}`);
  });

  it('begins with a key frame for who comes after everybody had left', async () => {
    const { relay } = await relayOf(`again-${name}`, options);
    const first = join(relay, 'h264');
    await first.until(5);
    first.leave();
    const second = join(relay, 'h264');
    expect(second.messages).toHaveLength(0);
    const shown = await second.until(5);
    expect(shown[0]).toMatchObject({ key: true, discontinuity: true });
    expect(shown[0]!.seq).toBe(first.messages.at(-1)!.seq + 1);
    expect(await view('h264', payloads(shown))).toHaveLength(shown.length);
  });
});

describe('JPEG', () => {
  it('comes at a bounded rate, with the times of its pictures', async () => {
    const { relay, pictures } = await relayOf('jpeg.mp4');
    const viewer = join(relay, 'jpeg');
    const shown = await viewer.until(10);
    expect(viewer.configs).toMatchObject([{ format: 'jpeg', codec: null, width: 160, height: 96, fps: JPEG_MAX_FPS }]);
    const times = shown.map(({ ptsUs }) => ptsUs);
    for (const [index, ptsUs] of times.slice(1).entries()) {
      expect(ptsUs - times[index]!).toBeGreaterThanOrEqual(1e6 / JPEG_MAX_FPS - 1000);
    }
    for (const { epoch, ptsUs, key } of shown) {
      expect(pictures).toContain(`${epoch}/${ptsUs}`);
      expect(key).toBe(true);
    }
    expect(await view('jpeg', payloads(shown))).toHaveLength(shown.length);
  });

  it('and H.264 go side by side', async () => {
    const { relay } = await relayOf('both.mp4');
    const [h264, jpeg] = [join(relay, 'h264'), join(relay, 'jpeg')];
    await Promise.all([h264.until(15), jpeg.until(5)]);
    expect(h264.configs[0]?.format).toBe('h264');
    expect(jpeg.configs[0]?.format).toBe('jpeg');
  });
});

describe('the end', () => {
  it('leaves nothing in memory, whoever is still looking', async () => {
    const { counts, restore } = countLiveObjects();
    try {
      for (const options of [{}, { codec: 'mjpeg' }] as const) {
        const { relay, stop } = await relayOf('end.avi', options);
        const viewers = [join(relay, 'h264'), join(relay, 'jpeg')];
        await Promise.all(viewers.map((viewer) => viewer.until(5)));
        viewers[0]?.leave();
        await stop();
      }
      expect(counts).toEqual({ frames: 0, packets: 0, doubleFrees: 0 });
    } finally {
      restore();
    }
  });
});
