import { ensureModel } from '@framewatch/models';
import { passThrough } from '../pass-through.js';
import { expectAlike, seenInPhotograph } from '../photograph.js';
import { grey } from '../pictures.js';
import { detect, type Expected, expectSame, inPicture, inTheMiddle, PICTURES, type Sides } from '../proof.js';
import { randomOf } from '../random.js';

const INPUT: Sides = [128, 128];
/** Of 16 × 16 cells two places each, of 8 × 8 cells six. */
const GRIDS = [
  { across: 16, each: 2 },
  { across: 8, each: 6 },
];
const VALUES = 16;
/** Faces whose boxes overlap by more are one. */
const SAME_FACE = 0.3;

interface Face {
  score: number;
  /** Centre, width and height, then six keypoints. */
  values: number[];
}

/** Places with a raw score and offsets from the middle of their cell. Most see nothing; some see one of a few faces. */
function placesOf(seed: number) {
  const random = randomOf(seed);
  const faces = [
    [30, 40, 34],
    [80, 64, 28],
    [100, 20, 16],
    [5, 120, 30],
  ] as const;
  return GRIDS.map(({ across, each }) =>
    Array.from({ length: across * across * each }, (_, place) => {
      const cell = Math.floor(place / each);
      const middle = [cell % across, Math.floor(cell / across)].map((index) => ((index + 0.5) * 128) / across);
      const [x, y, size] = faces[Math.floor(random() * faces.length)]!;
      const points = Array.from({ length: 6 }, () => [x + (random() - 0.5) * size, y + (random() - 0.5) * size]).flat();
      const jittered = [x, y, ...points].map((value) => value + random());
      const at = jittered.map((value, i) => value - middle[i % 2]!);
      const values = [...at.slice(0, 2), size + random() * 4, size + random() * 4, ...at.slice(2)];
      return { raw: random() < 0.05 ? random() * 6 - 1 : -8, values, middle };
    })
  );
}

function model(places: ReturnType<typeof placesOf>) {
  const outputs = places.flatMap((grid, i) => [
    { name: `scores${i}`, type: 'float32' as const, size: [1, grid.length, 1], values: grid.map(({ raw }) => raw) },
    {
      name: `boxes${i}`,
      type: 'float32' as const,
      size: [1, grid.length, VALUES],
      values: grid.flatMap(({ values }) => values),
    },
  ]);
  return passThrough({ inputs: [{ name: 'input:0', type: 'float32', shape: [1, 128, 128, 3] }], outputs });
}

const cornersOf = ([x = 0, y = 0, width = 0, height = 0]: number[]) =>
  [x - width / 2, y - height / 2, x + width / 2, y + height / 2] as const;

function overlapOf(one: Face, other: Face): number {
  const [a, b] = [cornersOf(one.values), cornersOf(other.values)];
  const [width, height] = [Math.min(a[2], b[2]) - Math.max(a[0], b[0]), Math.min(a[3], b[3]) - Math.max(a[1], b[1])];
  const shared = Math.max(width, 0) * Math.max(height, 0);
  return shared / (one.values[2]! * one.values[3]! + other.values[2]! * other.values[3]! - shared);
}

/** By the description: what overlaps the surest face is that face, the mean of all weighed by how sure they are. */
function reference(places: ReturnType<typeof placesOf>, confidence: number, sides: Sides): Expected[] {
  const at = inTheMiddle(sides, INPUT);
  let left = places
    .flat()
    .map(({ raw, values, middle }): Face => {
      const isSize = (i: number) => i === 2 || i === 3;
      return { score: 1 / (1 + Math.exp(-raw)), values: values.map((v, i) => (isSize(i) ? v : v + middle[i % 2]!)) };
    })
    .filter(({ score }) => score >= confidence)
    .sort((a, b) => b.score - a.score);
  const found: Face[] = [];
  while (left.length > 0) {
    const surest = left[0]!;
    const same = left.filter((face) => overlapOf(face, surest) > SAME_FACE);
    const weight = same.reduce((sum, { score }) => sum + score, 0);
    const mean = (i: number) => same.reduce((sum, { score, values }) => sum + score * values[i]!, 0) / weight;
    found.push({ score: surest.score, values: surest.values.map((_, i) => mean(i)) });
    left = left.filter((face) => !same.includes(face));
  }
  return found
    .map(({ score, values }): Expected => {
      const keypoints = Array.from({ length: 6 }, (_, k): [number, number, number] => {
        const [x, y] = values.slice(4 + 2 * k) as [number, number];
        const [px, py] = inPicture([x, y, x, y], at, sides);
        return [px, py, score];
      });
      return { name: 'face', score, box: inPicture(cornersOf(values), at, sides), keypoints };
    })
    .filter(({ box: [l, t, r, b] }) => r > l && b > t);
}

describe('blazeface', () => {
  it('is read as described, for pictures of all shapes: in the middle, faces that overlap are blended', async () => {
    const places = placesOf(3);
    const found = await detect(
      model(places),
      PICTURES.map((sides) => grey(...sides)),
      { confidence: 0.5 }
    );
    PICTURES.forEach((sides, i) => {
      const expected = reference(places, 0.5, sides);
      expect(expected.length).toBeGreaterThan(2);
      expectSame(found[i]!, expected, sides);
    });
  });

  it('is the model of the catalogue', async () => {
    const { path } = await ensureModel('blazeface');
    const found = await seenInPhotograph(path, 0.5);
    // ONNX Runtime and Pillow for Python, letterbox 128x128 in the middle of black, bilinear.
    expectAlike(
      found.sort(([, , a], [, , b]) => a[0]! - b[0]!),
      [
        ['face', 0.646, [334, 322, 632, 619]],
        ['face', 0.811, [799, 412, 1077, 689]],
        ['face', 0.67, [1477, 137, 1790, 450]],
      ]
    );
  }, 300_000);
});
