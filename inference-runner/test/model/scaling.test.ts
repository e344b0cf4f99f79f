import { InputMaker } from '../../src/model/input/index.js';
import type { InputFormat } from '../../src/model/input/format.js';
import { TensorMaker } from '../../src/model/input/tensor.js';
import { picture } from './pictures.js';
import { randomOf } from './random.js';
import type { Sides } from './proof.js';

/** Models are fed with what their authors' programs make of a picture: OpenCV's bilinear interpolation, by its description. */

type Pixel = readonly [number, number, number];

/** Rough: neighbours have nothing to do with each other, so that it shows which of them a sample is made of. */
function noise([width, height]: Sides): Pixel[] {
  const random = randomOf(width * height);
  const level = () => Math.floor(random() * 256);
  return Array.from({ length: width * height }, () => [level(), level(), level()] as const);
}

/** The two places on an axis that a sample lies between, and its share of the second. */
function between(place: number, from: number, to: number): [number, number, number] {
  const at = ((place + 0.5) * from) / to - 0.5;
  const first = Math.floor(at);
  const inside = (pixel: number) => Math.min(Math.max(pixel, 0), from - 1);
  return [inside(first), inside(first + 1), at - first];
}

function reference(pixels: Pixel[], [width, height]: Sides, [toWidth, toHeight]: Sides, colour: number): number[] {
  return Array.from({ length: toWidth * toHeight }, (_, index) => {
    const [left, right, across] = between(index % toWidth, width, toWidth);
    const [top, bottom, down] = between(Math.floor(index / toWidth), height, toHeight);
    const at = (x: number, y: number) => pixels[y * width + x]![colour]!;
    const upper = at(left, top) * (1 - across) + at(right, top) * across;
    return upper * (1 - down) + (at(left, bottom) * (1 - across) + at(right, bottom) * across) * down;
  });
}

function formatFor([width, height]: Sides, change: Partial<InputFormat['tensor']> = {}): InputFormat {
  return {
    tensor: {
      name: 'in',
      layout: 'nchw',
      type: 'float32',
      colours: 'rgb',
      mean: [0, 0, 0],
      std: [255, 255, 255],
      ...change,
    },
    size: () => ({ width, height }),
    letterbox: 'stretch',
    rounding: 'nearest',
    padding: 0,
    antialias: false,
  };
}

async function tensorOf(format: InputFormat, pixels: Pixel[], [width, height]: Sides): Promise<Float32Array> {
  const maker = new InputMaker(format);
  try {
    using frame = picture(width, height, (x, y) => pixels[Math.floor(y * height) * width + Math.floor(x * width)]!);
    const { in: tensor } = new TensorMaker(format).make([await maker.make(frame)]);
    return tensor!.data as Float32Array;
  } finally {
    maker.close();
  }
}

/** Of samples from 0 to 255. The scaler counts with less than OpenCV's precision, and its white is 254 in floats. */
const TOLERANCE = 2;

const farthest = (found: Float32Array, expected: number[], unit: number) =>
  expected.reduce((most, value, i) => Math.max(most, Math.abs(found[i]! * unit - value)), 0);

describe('scaling a picture for a model', () => {
  it.each<[Sides, Sides]>([
    [
      [128, 72],
      [64, 36],
    ],
    [
      [161, 91],
      [64, 48],
    ],
    [
      [45, 80],
      [64, 96],
    ],
    [
      [64, 64],
      [64, 64],
    ],
    [
      [384, 216],
      [64, 32],
    ],
  ])('makes of %j pixels %j as OpenCV does', async (from, to) => {
    const pixels = noise(from);
    const plain = await tensorOf(formatFor(to), pixels, from);
    const less = await tensorOf(formatFor(to, { mean: [100, 50, 0], std: [2, 2, 2] }), pixels, from);
    const plane = to[0] * to[1];
    [0, 1, 2].forEach((colour) => {
      const expected = reference(pixels, from, to, colour);
      const part = (tensor: Float32Array) => tensor.subarray(colour * plane, (colour + 1) * plane);
      expect(farthest(part(plain), expected, 255)).toBeLessThan(TOLERANCE);
      const shifted = expected.map((value) => value - [100, 50, 0][colour]!);
      expect(farthest(part(less), shifted, 2)).toBeLessThan(TOLERANCE);
    });
  });

  it('makes means over what a sample covers where a model was trained so', async () => {
    const [from, to]: [Sides, Sides] = [
      [256, 128],
      [16, 8],
    ];
    const pixels = noise(from);
    const samples = await tensorOf({ ...formatFor(to), antialias: true }, pixels, from);
    // Means of many values from 0 to 255 at random lie around the middle.
    expect(Math.min(...samples) * 255).toBeGreaterThan(64);
    expect(Math.max(...samples) * 255).toBeLessThan(192);
  });
});
