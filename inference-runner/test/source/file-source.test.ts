import { rename } from 'node:fs/promises';
import pino from 'pino';
import { createSource } from '../../src/source/index.js';
import { clipFolder, cutOff, FRAME_US } from './files.js';
import { countLiveObjects } from './live-objects.js';
import { Recorder, placeOf } from './recorder.js';

const { pathOf, clip, play, playAll } = clipFolder();

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
        orientation: { rotation: 0, flip: false },
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
    const source = createSource(
      { url: 'x.mp4', pace: 'unpaced', loop: false, stallSeconds: 5 },
      { log: pino({ level: 'silent' }) }
    );
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
      for (const [url, pictures] of [[whole, 400] as const, [cut, 100] as const, [pathOf('no.mp4'), 0] as const]) {
        const { source, recorder } = play(url, { loop: true });
        await recorder.until(() => recorder.pictures.length >= pictures);
        await source.stop();
      }
      expect(counts).toEqual({ frames: 0, packets: 0, doubleFrees: 0 });
    } finally {
      restore();
    }
  });

  it.each([
    ['onFormat', 0],
    ['onPacket', 0],
    ['onPacket', 5],
  ] as const)('is free too when the listener fails in %s after %i pictures', async (method, pictures) => {
    const file = await clip('fails.mp4');
    const { counts, restore } = countLiveObjects();
    try {
      const recorder = new Recorder();
      jest.spyOn(recorder, method).mockImplementation(() => {
        if (recorder.pictures.length >= pictures) throw new Error('this listener is broken');
      });
      play(file, {}, recorder);
      await recorder.until(() => recorder.path.at(-1) === 'failed');
      expect(recorder.reason).toBe('this listener is broken');
      expect(counts).toEqual({ frames: 0, packets: 0, doubleFrees: 0 });
    } finally {
      restore();
    }
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
