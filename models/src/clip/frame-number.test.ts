import {
  BAND_HEIGHT,
  MAX_FRAME_NUMBER,
  MIN_STRIPE_WIDTH,
  NUMBER_BITS,
  STRIPES,
  readFrameNumber,
  stripesOf,
} from './frame-number.js';

interface Look {
  readonly black?: number;
  readonly white?: number;
}

/** One row of stripes; enough for reading, as all rows of a band are alike. */
function band(frameNumber: number, width: number, { black = 16, white = 235 }: Look = {}): number[] {
  const stripes = stripesOf(frameNumber);
  return Array.from({ length: width }, (_, x) => (stripes[Math.floor((x * STRIPES) / width)] ? white : black));
}

const WIDTH = STRIPES * MIN_STRIPE_WIDTH;

test('the stripes are a white and a black guard, the bits from the highest on, a black and a white guard', () => {
  expect(stripesOf(0b1000_0000_0000_0101).map(Number).join('')).toBe('10' + '1000000000000101' + '01');
  expect(STRIPES).toBe(NUMBER_BITS + 4);
});

test('numbers of all kinds are read back', () => {
  const misread: number[] = [];
  for (let n = 0; n <= MAX_FRAME_NUMBER; n += 13)
    if (readFrameNumber(band(n, STRIPES * 2), STRIPES * 2, 1) !== n) misread.push(n);
  expect(misread).toEqual([]);
});

describe('is read from', () => {
  test('a picture whose band is its upper eighth', () => {
    const height = 64;
    const below = Array<number>(WIDTH * (height - height * BAND_HEIGHT)).fill(120);
    const rows = Array.from({ length: height * BAND_HEIGHT }, () => band(4711, WIDTH)).flat();
    expect(readFrameNumber([...rows, ...below], WIDTH, height)).toBe(4711);
  });

  test.each([1280, 960, 853, 640, 256, 160, 81])('a picture scaled to %i pixels', (width) => {
    expect(readFrameNumber(band(0xa5c3, width), width, 1)).toBe(0xa5c3);
  });

  test('rows with padding at their end', () => {
    const rows = Array.from({ length: 8 }, () => [...band(99, WIDTH), 1, 2, 3]).flat();
    expect(readFrameNumber(rows, WIDTH, 8, WIDTH + 3)).toBe(99);
  });

  test('RGBA and RGB pixels', () => {
    const rgba = band(12345, WIDTH).flatMap((level) => [level, level, level, 255]);
    expect(readFrameNumber(Uint8ClampedArray.from(rgba), WIDTH, 1, 4 * WIDTH, 4)).toBe(12345);
    const rgb = band(12345, WIDTH).flatMap((level) => [level, level, level]);
    expect(readFrameNumber(Uint8Array.from(rgb), WIDTH, 1, 3 * WIDTH, 3)).toBe(12345);
  });

  test('fractions between 0 and 1', () => {
    expect(readFrameNumber(Float32Array.from(band(77, WIDTH, { black: 0, white: 1 })), WIDTH, 1)).toBe(77);
  });

  test('washed out and dim pictures', () => {
    expect(readFrameNumber(band(77, WIDTH, { black: 60, white: 180 }), WIDTH, 1)).toBe(77);
    expect(readFrameNumber(band(77, WIDTH, { black: 5, white: 40 }), WIDTH, 1)).toBe(77);
  });

  test('blurred edges and noise', () => {
    const sharp = band(0x5a5a, WIDTH);
    const noisy = sharp.map((_, x) => {
      const near = sharp.slice(Math.max(0, x - 6), x + 7);
      return near.reduce((sum, level) => sum + level, 0) / near.length + ((x * 31) % 41) - 20;
    });
    expect(readFrameNumber(noisy, WIDTH, 1)).toBe(0x5a5a);
  });
});

describe('nothing is read from', () => {
  test.each([
    ['a black picture', () => 0],
    ['a white picture', () => 255],
    ['a grey picture', () => 128],
    ['a gradient', (x: number) => x / 3],
  ])('%s', (_what, level) => {
    expect(
      readFrameNumber(
        Array.from({ length: WIDTH }, (_, x) => level(x)),
        WIDTH,
        1
      )
    ).toBeNull();
  });

  test('a mix of two frames', () => {
    const [one, other] = [band(0b0101, WIDTH), band(0b1010, WIDTH)];
    expect(
      readFrameNumber(
        one.map((level, x) => (level + (other[x] ?? 0)) / 2),
        WIDTH,
        1
      )
    ).toBeNull();
  });

  test('a picture that has no pixels', () => expect(readFrameNumber([], 0, 0)).toBeNull());
});
