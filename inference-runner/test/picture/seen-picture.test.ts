import {
  AVCOL_RANGE_JPEG,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_UNSPECIFIED,
  AV_FRAME_FLAG_INTERLACED,
  AV_PIX_FMT_NV12,
  AV_PIX_FMT_YUV420P,
  AV_PIX_FMT_YUV422P,
  AV_PIX_FMT_YUV444P,
  AV_PIX_FMT_YUVJ420P,
  type AVPixelFormat,
} from 'node-av/constants';
import { type Frame, Rational } from 'node-av/lib';
import { seeded } from '../../../protocol/test/random.js';
import { allocated, colorSpaceOf, type Part, SeenPicture, viewOf } from '../../src/picture/index.js';
import { countLiveObjects } from '../source/live-objects.js';
import { orient, SEEN } from './patterns.js';

const random = seeded(5);
const below = (end: number) => Math.floor(random() * end);

/** A picture of blots, in the colours that its size has where nothing is said. */
function blots(width: number, height: number, format: AVPixelFormat = AV_PIX_FMT_YUV420P): Frame {
  const range = format === AV_PIX_FMT_YUVJ420P ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
  const frame = allocated({ width, height, format, range, space: AVCOL_SPC_UNSPECIFIED });
  for (const plane of frame.data ?? []) for (let i = 0; i < plane.length; i += 1) plane[i] = 40 + below(160);
  return frame;
}

function somePart({ width, height }: { width: number; height: number }): Part {
  const [x, y] = [below(width - 1), below(height - 1)];
  return {
    x,
    y,
    width: 1 + below(Math.min(width - x, width / 2)),
    height: 1 + below(Math.min(height - y, height / 2)),
  };
}

/** The pixels of a part, when it is one of these. */
async function pixelsOf(frame: Frame, part: Part, parts: readonly Part[]): Promise<number[]> {
  const picture = new SeenPicture(frame, parts);
  const { data, linesize, width, height, free } = await took(picture, part);
  expect({ width, height }).toEqual({ width: part.width, height: part.height });
  const rows = Array.from({ length: height }, (_, y) => [...data.subarray(y * linesize, y * linesize + width * 3)]);
  free();
  await picture.close();
  return rows.flat();
}

async function took(picture: SeenPicture, part: Part) {
  const frame = await picture.part(part);
  const [data] = frame.data ?? [];
  if (!data) throw new Error('the part has no pixels');
  const { width, height, linesize } = frame;
  return { data, width, height, linesize: linesize[0] ?? 0, free: () => frame.free() };
}

/** By itself, and cut out of the whole picture, which is converted where parts are many. */
async function bothWays(frame: Frame, part: Part): Promise<[number[], number[]]> {
  const whole = { x: 0, y: 0, ...viewOf(frame) };
  return [await pixelsOf(frame, part, [part]), await pixelsOf(frame, part, [whole, whole])];
}

async function expectSame(frame: Frame, rounds = 8): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    const part = somePart(viewOf(frame));
    const [alone, cut] = await bothWays(frame, part);
    expect(alone).toEqual(cut);
  }
  frame.free();
}

describe('a part of a picture as it is seen', () => {
  it.each(SEEN)('is the same by itself as cut out of the whole: %j', async (orientation) => {
    const frame = blots(322, 202);
    orient(frame, orientation);
    await expectSame(frame);
  });

  it.each([
    ['NV12', AV_PIX_FMT_NV12],
    ['4:2:2', AV_PIX_FMT_YUV422P],
    ['4:4:4', AV_PIX_FMT_YUV444P],
    ['full range', AV_PIX_FMT_YUVJ420P],
  ])('in video of %s, too', (_, format) => expectSame(blots(322, 202, format)));

  it.each([
    [1921, 1080],
    [640, 481],
  ])('in pictures of odd sizes, up to their edges: %d x %d', async (width, height) => {
    const frame = blots(width, height);
    for (const part of [
      { x: width - 21, y: height - 21, width: 21, height: 21 },
      { x: 0, y: 0, width: 1, height: 1 },
      { x: width - 1, y: 3, width: 1, height: 5 },
    ]) {
      const [alone, cut] = await bothWays(frame, part);
      expect(alone).toEqual(cut);
    }
    frame.free();
  });

  it('has the colours of the whole, also where a picture as small as it would have others', async () => {
    const frame = blots(1920, 1080);
    frame.colorSpace = colorSpaceOf(frame);
    const said = await pixelsOf(frame, { x: 32, y: 64, width: 40, height: 30 }, []);
    frame.colorSpace = AVCOL_SPC_UNSPECIFIED;
    expect(await pixelsOf(frame, { x: 32, y: 64, width: 40, height: 30 }, [])).toEqual(said);
    frame.free();
  });

  it('of pictures that are stretched or of fields is cut out of the whole', async () => {
    const frame = blots(320, 200);
    frame.sampleAspectRatio = new Rational(4, 3);
    await expectSame(frame, 2);
    const interlaced = blots(320, 200);
    interlaced.setFlags(AV_FRAME_FLAG_INTERLACED);
    await expectSame(interlaced, 2);
  });

  it('keeps nothing of FFmpeg once it is closed', async () => {
    const { counts, restore } = countLiveObjects();
    const frame = blots(320, 200);
    await bothWays(frame, { x: 10, y: 10, width: 20, height: 20 });
    frame.free();
    restore();
    expect(counts).toEqual({ frames: 0, packets: 0, doubleFrees: 0 });
  });
});
