import { ensureModel } from '@framewatch/models';
import { passThrough, type PassThrough, planes } from '../pass-through.js';
import { expectAlike, seenInPhotograph } from '../photograph.js';
import { grey } from '../pictures.js';
import { detect, type Expected, expectSame, inPicture, inTheMiddle, PICTURES, type Sides } from '../proof.js';
import { randomOf } from '../random.js';

const INPUT: Sides = [96, 64];
const STRIDES = [8, 16, 32];
const CLASSES = ['a', 'b', 'c'];
const BINS = 11;

const cellsOf = (stride: number) => (INPUT[0] / stride) * (INPUT[1] / stride);

/** For each stride: scores from 0 to 1, of which few are high, and weights of the distances. */
function numbersOf(seed: number) {
  const random = randomOf(seed);
  return STRIDES.map((stride) => ({
    scores: Array.from({ length: cellsOf(stride) * CLASSES.length }, () => random() ** 4),
    distances: Array.from({ length: cellsOf(stride) * 4 * BINS }, () => random() * 8 - 4),
  }));
}

function model(numbers: ReturnType<typeof numbersOf>, names: [string, string], change: Partial<PassThrough> = {}) {
  const outputs = STRIDES.flatMap((stride, i) => {
    const { scores, distances } = numbers[i]!;
    const name = (kind: string) => kind.replace('#', String(stride));
    return [
      { name: name(names[0]), type: 'float32', size: [1, cellsOf(stride), CLASSES.length], values: scores },
      { name: name(names[1]), type: 'float32', size: [1, cellsOf(stride), 4 * BINS], values: distances },
    ] as const;
  }).map((output) => ({ ...output, size: [...output.size] }));
  return passThrough({ inputs: [planes('input_1', [INPUT[1], INPUT[0]])], outputs, ...change });
}

/** By the description: the best class of each cell, distances from the middle of the cell, overlaps of one class left out. */
function reference(numbers: ReturnType<typeof numbersOf>, confidence: number, picture: Sides): Expected[] {
  const at = inTheMiddle(picture, INPUT);
  const all = STRIDES.flatMap((stride, i) => {
    const { scores, distances } = numbers[i]!;
    return Array.from({ length: cellsOf(stride) }, (_, cell) => {
      const own = scores.slice(cell * 3, cell * 3 + 3);
      const score = Math.max(...own);
      const [left, top, right, bottom] = [0, 1, 2, 3].map((side) => {
        const weights = distances.slice((cell * 4 + side) * BINS, (cell * 4 + side + 1) * BINS).map(Math.exp);
        const sum = weights.reduce((a, b) => a + b);
        return (stride * weights.reduce((mean, weight, bin) => mean + weight * bin, 0)) / sum;
      }) as [number, number, number, number];
      const columns = INPUT[0] / stride;
      const [x, y] = [((cell % columns) + 0.5) * stride, (Math.floor(cell / columns) + 0.5) * stride];
      return {
        name: CLASSES[own.indexOf(score)]!,
        score,
        corners: [x - left, y - top, x + right, y + bottom] as [number, number, number, number],
      };
    });
  });
  const kept: typeof all = [];
  for (const each of all.filter(({ score }) => score >= confidence).sort((a, b) => b.score - a.score)) {
    const { corners } = each;
    const inside = inPicture(corners, at, picture);
    if (inside[0] >= inside[2] || inside[1] >= inside[3]) continue;
    if (!kept.some((other) => other.name === each.name && iou(other.corners, corners) > 0.6)) kept.push(each);
  }
  return kept.map(({ name, score, corners }) => ({ name, score, box: inPicture(corners, at, picture) }));
}

function iou(a: readonly number[], b: readonly number[]): number {
  const width = Math.max(0, Math.min(a[2]!, b[2]!) - Math.max(a[0]!, b[0]!));
  const height = Math.max(0, Math.min(a[3]!, b[3]!) - Math.max(a[1]!, b[1]!));
  const area = (box: readonly number[]) => (box[2]! - box[0]!) * (box[3]! - box[1]!);
  return (width * height) / (area(a) + area(b) - width * height);
}

describe('nanodet', () => {
  it.each<[string, [string, string]]>([
    ['this project gives', ['scores_#', 'distances_#']],
    ['its authors give', ['cls_pred_stride_#', 'dis_pred_stride_#']],
    ['say nothing', ['x#', 'y#']],
  ])('is read as described where the names of its outputs are those that %s', async (_, names) => {
    const numbers = numbersOf(1);
    const pictures = PICTURES.map((sides) => grey(...sides));
    const found = await detect(model(numbers, names), pictures, { labels: CLASSES, confidence: 0.5 });
    PICTURES.forEach((sides, i) => {
      const expected = reference(numbers, 0.5, sides);
      expect(expected.length).toBeGreaterThan(5);
      expectSame(found[i]!, expected, sides);
    });
  });

  it('is the model of the catalogue, whose input takes the shape of the picture', async () => {
    const { path } = await ensureModel('nanodet');
    const found = await seenInPhotograph(path, 0.5);
    // ONNX Runtime and OpenCV for Python, letterbox 416x288 in the middle of black, bilinear.
    const people = found.filter(([name]) => name === 'person').sort(([, , a], [, , b]) => a[0]! - b[0]!);
    expectAlike(people, [
      ['person', 0.626, [273, 242, 719, 1272]],
      ['person', 0.665, [714, 310, 1273, 1279]],
    ]);
    expectAlike(
      found.filter(([name]) => name !== 'person'),
      [['wine glass', 0.688, [275, 1016, 424, 1301]]]
    );
  }, 300_000);
});
