import {
  AVCOL_PRI_RESERVED0,
  AVCOL_RANGE_JPEG,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_BT709,
  AVCOL_SPC_ICTCP,
  AVCOL_SPC_RESERVED,
  AVCOL_SPC_RGB,
  AVCOL_SPC_SMPTE170M,
  AVCOL_SPC_UNSPECIFIED,
  AVCOL_TRC_RESERVED,
  AV_FRAME_FLAG_INTERLACED,
  AV_FRAME_FLAG_TOP_FIELD_FIRST,
  AV_PIX_FMT_GBRP,
  AV_PIX_FMT_RGB24,
  AV_PIX_FMT_YUV420P,
  AV_PIX_FMT_YUVJ422P,
  type AVColorRange,
  type AVColorSpace,
} from 'node-av/constants';
import { type Frame, Rational } from 'node-av/lib';
import { PictureScaler, allocated, colorSpaceOf, viewOf } from '../../src/picture/index.js';
import { frameOf } from '../source/clip.js';
import { countLiveObjects } from '../source/live-objects.js';
import { GREY, SEEN, orient, quartersOf, sampleAt, stored } from './patterns.js';

let scaler: PictureScaler;
beforeEach(() => (scaler = new PictureScaler()));
afterEach(() => scaler.close());

const YUV = { format: AV_PIX_FMT_YUV420P, range: AVCOL_RANGE_MPEG, space: AVCOL_SPC_SMPTE170M };

/** The picture that a person sees of the frame, which is freed. */
async function seen(frame: Frame): Promise<Frame> {
  const { width, height } = viewOf(frame);
  const picture = await scaler.convert(frame, { width, height, ...YUV });
  frame.free();
  return picture;
}

/** One pixel of the frame, which is freed, in RGB. */
async function rgb(frame: Frame, x = 0.5, y = 0.5): Promise<number[]> {
  const [width, height] = [16, 16];
  const format = AV_PIX_FMT_RGB24;
  const target = allocated({ width, height, format, range: AVCOL_RANGE_JPEG, space: AVCOL_SPC_RGB });
  await scaler.convertInto(target, frame);
  const start = Math.floor(y * height) * target.linesize[0]! + Math.floor(x * width) * 3;
  const pixel = [...target.data![0]!.subarray(start, start + 3)];
  frame.free();
  target.free();
  return pixel;
}

function expectNear(pixel: readonly number[], expected: readonly number[], most = 3): void {
  expected.forEach((value, i) => expect(Math.abs((pixel[i] ?? NaN) - value)).toBeLessThanOrEqual(most));
}

describe('orientation', () => {
  it.each(SEEN)('%j', async (orientation, quarters) => {
    const frame = frameOf(64, 32, (x, y) => stored(64, 32, x, y));
    frame.colorSpace = AVCOL_SPC_SMPTE170M;
    frame.colorRange = AVCOL_RANGE_MPEG;
    orient(frame, orientation);
    expect(viewOf(frame)).toMatchObject({ orientation });
    const picture = await seen(frame);
    const upright = orientation.rotation % 180 === 0;
    expect([picture.width, picture.height]).toEqual(upright ? [64, 32] : [32, 64]);
    expect(quartersOf(picture)).toEqual(quarters);
    expect(viewOf(picture)).toEqual({
      width: picture.width,
      height: picture.height,
      orientation: { rotation: 0, flip: false },
    });
    picture.free();
  });

  it('is followed where a picture is scaled into memory that is there', async () => {
    const frame = frameOf(64, 32, (x, y) => stored(64, 32, x, y));
    orient(frame, { rotation: 90, flip: false });
    expectNear(await rgb(frame, 0.75, 0.25), [255, 0, 0]);
  });

  it('may change from one frame to the next', async () => {
    for (const [orientation, quarters] of [...SEEN, ...SEEN]) {
      const frame = frameOf(32, 32, (x, y) => stored(32, 32, x, y));
      orient(frame, orientation);
      const picture = await seen(frame);
      expect(quartersOf(picture)).toEqual(quarters);
      picture.free();
    }
  });
});

describe('interlaced frames', () => {
  const combed = (flags: number[]) => {
    const frame = frameOf(64, 64, (_, y) => (y % 2 === 0 ? [60, 128, 128] : [180, 128, 128]));
    frame.colorSpace = AVCOL_SPC_SMPTE170M;
    frame.colorRange = AVCOL_RANGE_MPEG;
    frame.setFlags(...flags);
    return frame;
  };

  it.each([
    ['top', [AV_FRAME_FLAG_INTERLACED, AV_FRAME_FLAG_TOP_FIELD_FIRST], 60],
    ['bottom', [AV_FRAME_FLAG_INTERLACED], 180],
  ])('give their earlier field, in full size: %s field first', async (_, flags, luma) => {
    const picture = await seen(combed(flags));
    expect([picture.width, picture.height]).toEqual([64, 64]);
    for (let y = 0; y < 64; y += 1) expect(sampleAt(picture, 0.5, y / 64)[0]).toBe(luma);
    picture.free();
    const grey = Math.round(((luma - 16) * 255) / 219);
    expectNear(await rgb(combed(flags)), [grey, grey, grey], 2);
  });

  it('may follow progressive ones', async () => {
    for (const flags of [[], [AV_FRAME_FLAG_INTERLACED], []]) {
      const picture = await seen(combed(flags));
      expect(sampleAt(picture, 0.5, 0)[0]).toBe(flags.length === 0 ? 60 : 180);
      picture.free();
    }
  });

  it('are turned as well', async () => {
    const frame = frameOf(64, 32, (x, y) => stored(64, 32, x, y));
    frame.setFlags(AV_FRAME_FLAG_INTERLACED);
    orient(frame, { rotation: 180, flip: false });
    const picture = await seen(frame);
    expect(quartersOf(picture)).toEqual(['grey', 'blue', 'green', 'red']);
    picture.free();
  });
});

describe('pixels that are not square', () => {
  const shown = (num: number, den: number, rotation: 0 | 90 = 0) => {
    const frame = frameOf(64, 32, () => GREY);
    frame.sampleAspectRatio = new Rational(num, den);
    if (rotation !== 0) orient(frame, { rotation, flip: false });
    const { width, height } = viewOf(frame);
    frame.free();
    return [width, height];
  };

  it.each([
    [16, 11, [93, 32]],
    [2, 1, [128, 32]],
    [1, 2, [64, 64]],
    [8, 9, [64, 36]],
  ])('%i:%i are stretched, never shrunk', (num, den, size) => {
    expect(shown(num, den)).toEqual(size);
    expect(shown(num, den, 90)).toEqual([...size].reverse());
  });

  it.each([
    [0, 1],
    [1, 0],
    [0, 0],
    [-4, 3],
    [9, 1],
    [1, 9],
    [65_535, 1],
    [1, 2_147_483_647],
  ])('%i:%i cannot be', (num, den) => {
    expect(shown(num, den)).toEqual([64, 32]);
  });

  it('do not make a picture larger than can be', () => {
    const frame = frameOf(64, 32, () => GREY);
    frame.width = 8000;
    frame.sampleAspectRatio = new Rational(4, 1);
    expect(viewOf(frame)).toMatchObject({ width: 8000, height: 32 });
    frame.width = 64;
    frame.free();
  });

  it('are square in what comes out', async () => {
    const frame = frameOf(64, 32, (x, y) => stored(64, 32, x, y));
    frame.sampleAspectRatio = new Rational(2, 1);
    const picture = await seen(frame);
    expect([picture.width, picture.height]).toEqual([128, 32]);
    expect(quartersOf(picture)).toEqual(['red', 'green', 'blue', 'grey']);
    expect(viewOf(picture)).toMatchObject({ width: 128, height: 32 });
    picture.free();
  });
});

describe('colours', () => {
  /** Pure green, limited range, as BT.709 and BT.601 store it. */
  const GREEN_709 = [173, 42, 26] as const;
  const GREEN_601 = [145, 54, 34] as const;

  const plain = (
    width: number,
    height: number,
    color: readonly [number, number, number],
    space: AVColorSpace = AVCOL_SPC_UNSPECIFIED,
    range: AVColorRange = AVCOL_RANGE_MPEG
  ) => {
    const frame = frameOf(width, height, () => color);
    frame.colorSpace = space;
    frame.colorRange = range;
    return frame;
  };

  it.each([
    ['1920x1080', 1920, 1080, GREEN_709],
    ['1280x720', 1280, 720, GREEN_709],
    ['1280x544', 1280, 544, GREEN_709],
    ['720x1280', 720, 1280, GREEN_709],
    ['720x576', 720, 576, GREEN_601],
    ['640x480', 640, 480, GREEN_601],
    ['1024x576', 1024, 576, GREEN_601],
  ])('are BT.709 for HD and BT.601 for less where a picture says nothing: %s', async (_, width, height, green) => {
    expectNear(await rgb(plain(width, height, green)), [0, 255, 0]);
  });

  it('are what the picture says, whatever its size', async () => {
    expectNear(await rgb(plain(1280, 720, GREEN_601, AVCOL_SPC_SMPTE170M)), [0, 255, 0]);
    expectNear(await rgb(plain(64, 48, GREEN_709, AVCOL_SPC_BT709)), [0, 255, 0]);
  });

  it.each([
    ['limited', AVCOL_RANGE_MPEG, 235, 255],
    ['limited', AVCOL_RANGE_MPEG, 16, 0],
    ['full', AVCOL_RANGE_JPEG, 235, 235],
    ['full', AVCOL_RANGE_JPEG, 16, 16],
  ])('have the range that the picture says: %s', async (_, range, luma, expected) => {
    const frame = plain(1280, 720, [luma, 128, 128], AVCOL_SPC_UNSPECIFIED, range);
    expectNear(await rgb(frame), [expected, expected, expected], 2);
  });

  it('are full range where the format is by its name', async () => {
    const frame = allocated({ ...YUV, width: 64, height: 48, format: AV_PIX_FMT_YUVJ422P });
    frame.data?.forEach((plane, index) => plane.fill(index === 0 ? 235 : 128));
    expectNear(await rgb(frame), [235, 235, 235], 1);
  });

  it.each([
    ['reserved', AVCOL_SPC_RESERVED],
    ['ICtCp', AVCOL_SPC_ICTCP],
    ['RGB, of a picture that is not', AVCOL_SPC_RGB],
  ])('are guessed where the picture says what cannot be: %s', async (_, space) => {
    const frame = plain(640, 480, GREEN_601, space);
    frame.colorPrimaries = AVCOL_PRI_RESERVED0;
    frame.colorTrc = AVCOL_TRC_RESERVED;
    expectNear(await rgb(frame), [0, 255, 0]);
  });

  it('of an RGB picture become those of its size', async () => {
    const frame = allocated({ ...YUV, width: 64, height: 48, format: AV_PIX_FMT_GBRP });
    frame.data?.forEach((plane, index) => plane.fill(index === 0 ? 255 : 0));
    frame.colorSpace = AVCOL_SPC_RGB;
    expect(colorSpaceOf(frame)).toBe(AVCOL_SPC_SMPTE170M);
    const picture = await seen(frame);
    expectNear(sampleAt(picture, 0.5, 0.5), GREEN_601, 2);
    picture.free();
  });
});

it('frees everything exactly once', async () => {
  const { counts, restore } = countLiveObjects();
  try {
    for (const [orientation] of SEEN) {
      const frame = frameOf(64, 32, () => GREY);
      frame.setFlags(AV_FRAME_FLAG_INTERLACED);
      orient(frame, orientation);
      (await seen(frame)).free();
    }
    const frame = frameOf(64, 32, () => GREY);
    await expect(scaler.convert(frame, { width: 0, height: 0, ...YUV })).rejects.toThrow();
    (await scaler.convert(frame, { width: 64, height: 32, ...YUV })).free();
    frame.free();
    expect(counts).toEqual({ frames: 0, packets: 0, doubleFrees: 0 });
  } finally {
    restore();
  }
});
