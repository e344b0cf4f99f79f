import { mkdtemp, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pino from 'pino';
import { createSource } from '../../src/source/index.js';
import type { VideoSource } from '../../src/source/index.js';
import { type ClipOptions, makeClip } from './clip.js';
import { countLiveObjects } from './live-objects.js';
import { Recorder, placeOf } from './recorder.js';

const log = pino({ level: 'silent' });
const FRAME_US = 1e6 / 30;

let folder: string;
beforeAll(async () => (folder = await mkdtemp(path.join(tmpdir(), 'framewatch-source-'))));
afterAll(() => rm(folder, { recursive: true }));

const sources: VideoSource[] = [];
afterEach(async () => {
  for (const source of sources.splice(0)) await source.stop();
});

async function clip(name: string, options: Omit<ClipOptions, 'path'> = {}): Promise<string> {
  const file = path.join(folder, name);
  await makeClip({ path: file, ...options });
  return file;
}

function play(url: string, options: { loop?: boolean; pace?: 'realtime' | 'unpaced' } = {}, recorder = new Recorder()) {
  const source = createSource({ url, pace: 'unpaced', loop: false, stallSeconds: 5, ...options }, { log });
  sources.push(source);
  source.start(recorder);
  return { source, recorder };
}

/** Leaves two thirds of a file. */
async function cutOff(file: string): Promise<void> {
  const { size } = await stat(file);
  await truncate(file, Math.round((size * 2) / 3));
}

/** Plays a file to its end. */
async function playAll(url: string): Promise<Recorder> {
  const { recorder } = play(url);
  await recorder.until(() => ['ended', 'failed'].includes(recorder.path.at(-1) ?? ''));
  return recorder;
}

describe('a file', () => {
  it.each(['mp4', 'mkv', 'ts', 'avi', 'mov'])('is read to its end: .%s', async (extension) => {
    const recorder = await playAll(await clip(`whole.${extension}`));
    expect(recorder.path).toEqual(['connecting', 'streaming', 'ended']);
    expect(recorder.reason).toBeUndefined();
    expect(recorder.formats).toEqual([
      {
        epoch: 1,
        codec: 'h264',
        width: 160,
        height: 96,
        fps: 30,
        passthroughCodec: 'avc1.64000b',
      },
    ]);
    expect(recorder.pictures).toHaveLength(30);
    for (const [index, picture] of recorder.pictures.entries()) {
      // Matroska keeps milliseconds.
      expect(Math.abs(picture.ptsUs - index * FRAME_US)).toBeLessThan(1000);
    }
  });

  it('tells its format first, a packet before its picture, and that it streams before the first picture', async () => {
    const { order } = await playAll(await clip('order.mp4'));
    expect(order.slice(0, 3)).toEqual(['state connecting', 'format', 'packet']);
    expect(order.indexOf('state streaming')).toBe(order.indexOf('frame') - 1);
    expect(order.at(-1)).toBe('state ended');
    expect(order.lastIndexOf('frame')).toBe(order.length - 2);
  });

  it.each(['mp4', 'mkv', 'ts', 'avi'])(
    'of H.264 is passed through as Annex B, each packet paired with its picture: .%s',
    async (extension) => {
      const { packets, pictures } = await playAll(await clip(`pairs.${extension}`));
      expect(packets.map((packet) => packet && placeOf(packet))).toEqual(pictures.map(placeOf));
      for (const [index, packet] of packets.entries()) {
        expect(packet?.captureTimeUs).toBe(pictures[index]?.captureTimeUs);
        expect([...packet!.data.subarray(0, 4)]).toEqual([0, 0, 0, 1]);
        expect(packet?.key).toBe(index % 10 === 0);
        const types = nalTypes(packet!.data);
        expect(types.includes(5)).toBe(index % 10 === 0);
        if (packet?.key) expect(types.indexOf(7)).toBeLessThan(types.indexOf(8));
        expect(types.includes(7) && types.includes(8)).toBe(index % 10 === 0);
      }
    }
  );

  it('has capture times that advance as its own times do', async () => {
    const { pictures } = await playAll(await clip('capture.mp4'));
    const [first] = pictures;
    for (const { captureTimeUs, ptsUs } of pictures) expect(captureTimeUs - first!.captureTimeUs).toBe(ptsUs);
  });

  it.each([
    ['h264', { bFrames: 2 }, 'mp4'],
    ['h264', { bFrames: 2 }, 'mkv'],
    ['h264', { bFrames: 2 }, 'avi'],
    ['hevc', {}, 'mp4'],
    ['mjpeg', {}, 'avi'],
  ] as const)(
    'of %s %j in .%s cannot be passed through, and all of its pictures come in order',
    async (codec, extra, extension) => {
      const recorder = await playAll(await clip(`${codec}-other.${extension}`, { codec, ...extra }));
      expect(recorder.path).toEqual(['connecting', 'streaming', 'ended']);
      expect(recorder.formats).toMatchObject([{ codec, passthroughCodec: null }]);
      expect(recorder.packets).toEqual(Array(30).fill(null));
      expect(recorder.pictures.map(({ ptsUs }) => Math.round(ptsUs / FRAME_US))).toEqual([...Array(30).keys()]);
    }
  );

  it('goes on in a loop: same epoch, no gap in time, nothing told in between', async () => {
    const { recorder } = play(await clip('loop.mp4'), { loop: true });
    await recorder.until(() => recorder.pictures.length >= 100);
    expect(recorder.path).toEqual(['connecting', 'streaming']);
    expect(recorder.formats).toHaveLength(1);
    for (const [index, { ptsUs, epoch }] of recorder.pictures.entries()) {
      expect(epoch).toBe(1);
      expect(Math.abs(ptsUs - index * FRAME_US)).toBeLessThan(10);
    }
  });

  it('begins an epoch when it was replaced by one of another size', async () => {
    const small = await clip('replaced.mp4');
    const large = await clip('large.mp4', { width: 320, height: 192 });
    const { recorder } = play(small, { loop: true });
    await recorder.until(() => recorder.pictures.length >= 10);
    await rename(large, small);
    await recorder.until(() => recorder.formats.length === 2 && recorder.pictures.at(-1)?.epoch === 2);
    expect(recorder.formats[1]).toMatchObject({ epoch: 2, width: 320, height: 192 });
    for (const { epoch, width } of recorder.pictures) expect(width).toBe(epoch === 1 ? 160 : 320);
  });
});

describe('a file that changes in the middle', () => {
  const joined = async (name: string, ...clips: ClipOptions[]) => {
    const parts = [];
    for (const part of clips) {
      await makeClip(part);
      parts.push(await readFile(part.path));
    }
    const file = path.join(folder, name);
    await writeFile(file, Buffer.concat(parts));
    return playAll(file);
  };
  const part = (name: string, options: Omit<ClipOptions, 'path'> = {}) => ({
    path: path.join(folder, name),
    ...options,
  });

  it('to another size begins an epoch with a key frame, packets and pictures alike', async () => {
    const { formats, packets, pictures } = await joined(
      'sizes.ts',
      part('s1.ts'),
      part('s2.ts', { width: 320, height: 192 })
    );
    expect(formats.map(({ epoch, width, height }) => [epoch, width, height])).toEqual([
      [1, 160, 96],
      [2, 320, 192],
    ]);
    expect(formats[1]?.passthroughCodec).toMatch(/^avc1\.64/);
    expect(packets.map((packet) => packet && placeOf(packet))).toEqual(pictures.map(placeOf));
    expect(packets.find((packet) => packet?.epoch === 2)?.key).toBe(true);
    for (const { epoch, width } of pictures) expect(width).toBe(epoch === 1 ? 160 : 320);
    expect(pictures).toHaveLength(60);
  });

  it('to another size begins an epoch too where packets are not passed through', async () => {
    const options = { bFrames: 2 };
    const { formats, pictures } = await joined(
      'sizes-b.ts',
      part('b1.ts', options),
      part('b2.ts', { ...options, width: 320, height: 192 })
    );
    expect(formats.at(-1)).toMatchObject({ width: 320, height: 192, passthroughCodec: null });
    for (const { epoch, width } of pictures)
      expect(width).toBe(formats.find((format) => format.epoch === epoch)?.width);
  });

  it('to B-frames is not passed through any more', async () => {
    const { formats, packets, pictures } = await joined('to-b.ts', part('p1.ts'), part('p2.ts', { bFrames: 2 }));
    expect(formats.map(({ passthroughCodec }) => passthroughCodec !== null)).toEqual([true, false]);
    expect(packets.slice(-30)).toEqual(Array(30).fill(null));
    const second = pictures.filter(({ epoch }) => epoch === 2).map(({ ptsUs }) => ptsUs);
    expect(second).toEqual([...second].sort((a, b) => a - b));
  });

  it('whose time begins anew begins an epoch', async () => {
    const { formats, pictures } = await joined('again.ts', part('t1.ts'), part('t1.ts'));
    expect(formats.map(({ epoch }) => epoch)).toEqual([1, 2]);
    expect(pictures).toHaveLength(60);
    const { ptsUs } = pictures.find(({ epoch }) => epoch === 2)!;
    expect(Math.abs(ptsUs - 30 * FRAME_US)).toBeLessThan(1000);
  });
});

/** Types of the NAL units, in order. */
function nalTypes(data: Uint8Array): number[] {
  const bytes = Buffer.from(data);
  const types: number[] = [];
  for (let at = bytes.indexOf('000001', 0, 'hex'); at >= 0; at = bytes.indexOf('000001', at + 3, 'hex')) {
    types.push(bytes[at + 3]! & 0x1f);
  }
  return types;
}

describe('the pace', () => {
  it('unpaced: the next picture waits for the one before to be taken, and none is lost', async () => {
    let taking = 0;
    let most = 0;
    const recorder = new Recorder(async () => {
      most = Math.max(most, ++taking);
      await new Promise((resolve) => setTimeout(resolve, 5));
      taking -= 1;
    });
    const { source } = play(await clip('pressure.mp4'), {}, recorder);
    expect(source.live).toBe(false);
    await recorder.until(() => recorder.path.at(-1) === 'ended');
    expect(most).toBe(1);
    expect(recorder.pictures).toHaveLength(30);
  });

  it('realtime: pictures come when they are due, whoever takes his time', async () => {
    const recorder = new Recorder(() => new Promise(() => undefined));
    const { source } = play(await clip('paced.mp4', { frames: 15 }), { pace: 'realtime' }, recorder);
    expect(source.live).toBe(true);
    await recorder.until(() => recorder.path.at(-1) === 'ended');
    const [first] = recorder.pictures;
    for (const { arrivalMs, ptsUs } of recorder.pictures) {
      expect(arrivalMs - first!.arrivalMs).toBeGreaterThanOrEqual(ptsUs / 1000 - 2);
    }
  });
});

describe('a bad file fails by name, with a remedy', () => {
  const failure = async (url: string) => {
    const recorder = await playAll(url);
    expect(recorder.path.slice(-2)).toEqual(['connecting', 'failed']);
    return recorder.reason;
  };

  it('missing', async () => {
    expect(await failure(path.join(folder, 'none.mp4'))).toMatch(/none\.mp4: no such file: check the path/);
  });

  it('a folder', async () => {
    expect(await failure(folder)).toMatch(/cannot be read \(Is a directory\)/);
  });

  it('empty', async () => {
    const file = path.join(folder, 'empty.mp4');
    await writeFile(file, '');
    expect(await failure(file)).toMatch(/empty\.mp4: not a video, or damaged at its start \(.+\)/);
  });

  it('no video at all', async () => {
    const file = path.join(folder, 'noise.mp4');
    await writeFile(file, Buffer.from(Array.from({ length: 50_000 }, (_, i) => (i * 7919) % 251)));
    expect(await failure(file)).toMatch(/noise\.mp4: not a video, or damaged at its start \(.+\)/);
  });

  it('without a picture', async () => {
    expect(await failure(await clip('sound.wav', { codec: 'none' }))).toMatch(/sound\.wav: has no video track/);
  });

  it('with a track of garbage', async () => {
    const file = await clip('garbage.mp4');
    const bytes = await readFile(file);
    bytes.fill(0xff, bytes.indexOf('mdat') + 4);
    await writeFile(file, bytes);
    expect(await failure(file)).toMatch(/garbage\.mp4: not one picture could be decoded/);
  });

  it('of another kind of URL', async () => {
    expect(await failure('https://user:secret@host/video.mp4')).toBe(
      'https://***@host/video.mp4: not a source that can be read: give a rtsp:// or rtsps:// URL or the path of a video file'
    );
  });
});

describe('a file that is cut off', () => {
  it('gives what is there, then ends and says what is missing', async () => {
    const file = await clip('cut.mp4', { frames: 90 });
    await cutOff(file);
    const recorder = await playAll(file);
    expect(recorder.path).toEqual(['connecting', 'streaming', 'ended']);
    expect(recorder.reason).toMatch(/cut\.mp4: damaged or cut off: the last \d\.\d s are missing/);
    expect(recorder.pictures.length).toBeGreaterThan(5);
    expect(recorder.pictures.length).toBeLessThan(90);
  });

  it('goes on in a loop', async () => {
    const file = await clip('cut-loop.mp4', { frames: 90 });
    await cutOff(file);
    const { recorder } = play(file, { loop: true });
    await recorder.until(() => recorder.pictures.length > 200);
    const times = recorder.pictures.map(({ ptsUs }) => ptsUs);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(new Set(times).size).toBe(times.length);
  });
});

describe('stopping', () => {
  it('works at any moment, and nothing is told afterwards', async () => {
    const file = await clip('stopped.mp4');
    for (const pictures of [0, 1, 7, 29]) {
      const { source, recorder } = play(file, { loop: true });
      await recorder.until(() => recorder.pictures.length >= pictures);
      await source.stop();
      const told = recorder.order.length;
      expect(recorder.path.at(-1)).toBe('stopped');
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(recorder.order).toHaveLength(told);
    }
  });

  it('does not wait for a consumer that never takes its frame', async () => {
    const recorder = new Recorder(() => new Promise(() => undefined));
    const { source } = play(await clip('hung.mp4'), {}, recorder);
    await recorder.until(() => recorder.pictures.length === 1);
    await source.stop();
    expect(recorder.path.at(-1)).toBe('stopped');
  });

  it('may come before the start, and twice', async () => {
    const source = createSource({ url: 'x.mp4', pace: 'unpaced', loop: false, stallSeconds: 5 }, { log });
    await source.stop();
    await source.stop();
  });
});

describe('memory', () => {
  it('every frame and packet is freed exactly once, over loops, damage and a stop in the middle', async () => {
    const whole = await clip('leak.mp4', { frames: 20 });
    const cut = await clip('leak-cut.mp4', { frames: 90 });
    await cutOff(cut);
    const { counts, restore } = countLiveObjects();
    try {
      for (const [url, pictures] of [
        [whole, 400] as const,
        [cut, 100] as const,
        [path.join(folder, 'no.mp4'), 0] as const,
      ]) {
        const { source, recorder } = play(url, { loop: true });
        await recorder.until(() => recorder.pictures.length >= pictures);
        await source.stop();
      }
      expect(counts).toEqual({ frames: 0, packets: 0, doubleFrees: 0 });
    } finally {
      restore();
    }
  });
});
