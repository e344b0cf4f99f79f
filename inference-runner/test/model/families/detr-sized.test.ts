import { type HandSet, passThrough, planes } from '../pass-through.js';
import { grey, picture } from '../pictures.js';
import {
  detect,
  type Expected,
  expectSame,
  inPicture,
  PICTURES,
  type Placed,
  type Sides,
  stretched,
} from '../proof.js';
import { randomOf } from '../random.js';

const INPUT: Sides = [320, 256];
const OBJECTS = 40;

interface Numbers {
  boxes: number[];
  labels: number[];
  scores: number[];
}

/** Boxes in fractions of the input, as corners. */
function numbersOf(seed: number, classes: number): Numbers {
  const random = randomOf(seed);
  const boxes = Array.from({ length: OBJECTS }, () => {
    const [x, y] = [random() * 0.9, random() * 0.9];
    return [x, y, x + 0.02 + random() / 2, y + 0.02 + random() / 2];
  });
  const labels = Array.from({ length: OBJECTS }, () => Math.floor(random() * classes));
  return { boxes: boxes.flat(), labels, scores: Array.from({ length: OBJECTS }, random).sort((a, b) => b - a) };
}

const SIZE = { name: 'orig_target_sizes', type: 'int64' } as const;

function model({ boxes, labels, scores }: Numbers, [width, height] = INPUT, type: 'float32' | 'float16' = 'float32') {
  const outputs: HandSet[] = [
    { name: 'labels', type: 'int64', size: [1, OBJECTS], shape: ['N', OBJECTS], values: labels },
    { name: 'boxes', type, size: [1, OBJECTS, 4], shape: ['N', OBJECTS, 4], values: boxes, scaledBy: SIZE.name },
    { name: 'scores', type, size: [1, OBJECTS], shape: ['N', OBJECTS], values: scores },
  ];
  const inputs = [planes('images', [height, width], type, 'N'), { ...SIZE, shape: ['N', 2] }];
  return passThrough({ inputs, outputs });
}

function reference(
  { boxes, labels, scores }: Numbers,
  names: readonly string[],
  confidence: number,
  sides: Sides,
  at: Placed = stretched(sides, INPUT)
): Expected[] {
  const all: Expected[] = [];
  for (let i = 0; i < OBJECTS; i += 1) {
    if (scores[i]! < confidence) continue;
    const [a, b, c, d] = boxes.slice(i * 4, i * 4 + 4) as [number, number, number, number];
    const corners = [a * INPUT[0], b * INPUT[1], c * INPUT[0], d * INPUT[1]] as const;
    const box = inPicture(corners, at, sides);
    if (box[2] > box[0] && box[3] > box[1]) all.push({ name: names[labels[i]!]!, score: scores[i]!, box });
  }
  return all;
}

const LABELS = ['a', 'b', 'c'];

describe('detr-sized', () => {
  it('gives the model width and height of the input, in this order, and reads boxes of pictures of all shapes', async () => {
    const numbers = numbersOf(1, 3);
    const pictures = PICTURES.map((sides) => grey(...sides));
    const found = await detect(model(numbers), pictures, { labels: LABELS });
    PICTURES.forEach((sides, i) => expectSame(found[i]!, reference(numbers, LABELS, 0.25, sides), sides));
  });

  it('keeps the shape of pictures where the options say so: black around them, sizes rounded down', async () => {
    const numbers = numbersOf(2, 3);
    const change = { labels: LABELS, options: { letterbox: 'centre' } } as const;
    const found = await detect(model(numbers), [grey(640, 359), grey(300, 641)], change);
    // 359 · 0.5 = 179.5 rows of 256; 300 · 256/641 = 119.8 columns of 320.
    const wide = { scaleX: 0.5, scaleY: 179 / 359, left: 0, top: 38 };
    const upright = { scaleX: 119 / 300, scaleY: 256 / 641, left: 100, top: 0 };
    expectSame(found[0]!, reference(numbers, LABELS, 0.25, [640, 359], wide), [640, 359]);
    expectSame(found[1]!, reference(numbers, LABELS, 0.25, [300, 641], upright), [300, 641]);
  });

  it('suppresses nothing: what the model says twice is there twice', async () => {
    const twice = { boxes: Array.from({ length: OBJECTS }, () => [0.1, 0.1, 0.5, 0.5]).flat() };
    const [found] = await detect(model({ ...numbersOf(3, 1), ...twice }), [grey(640, 480)], { confidence: 0 });
    expect(found).toHaveLength(OBJECTS);
  });

  it('takes classes for those of COCO where nothing names them, and refuses a class that has no name', async () => {
    const numbers = { ...numbersOf(4, 1), labels: Array.from({ length: OBJECTS }, (_, i) => i * 2) };
    const [found] = await detect(model(numbers), [grey(640, 480)], { confidence: 0 });
    expect([found![0]!.class, found![1]!.class, found![39]!.class]).toEqual(['person', 'car', 'hair drier']);
    const more = { ...numbers, labels: numbers.labels.map((id) => id + 3) };
    await expect(detect(model(more), [grey(640, 480)], { confidence: 0 })).rejects.toMatchObject({
      cause: { message: 'an object of class 81, of 80: name all of them in `labels`' },
    });
  });

  it('is read in half precision, and with sizes that are free', async () => {
    const numbers = numbersOf(5, 3);
    const [half] = await detect(model(numbers, INPUT, 'float16'), [grey(640, 480)], { labels: LABELS });
    expectSame(half!, reference(numbers, LABELS, 0.25, [640, 480]), [640, 480]);
    const free = model(numbers, ['width', 'height'] as unknown as Sides);
    const change = { labels: LABELS, input: { width: INPUT[0], height: INPUT[1] } };
    const [found] = await detect(free, [grey(480, 640)], change);
    expectSame(found!, reference(numbers, LABELS, 0.25, [480, 640]), [480, 640]);
  });

  it('does as the options say: classes to keep, confidence for each, most detections', async () => {
    const numbers = numbersOf(6, 3);
    const options = { keepClasses: ['a', 'c'], classConfidence: { c: 0.6 }, maxDetections: 7 };
    const [found] = await detect(model(numbers), [grey(640, 480)], { labels: LABELS, options });
    const kept = reference(numbers, LABELS, 0.25, [640, 480]).filter(
      ({ name, score }) => name === 'a' || (name === 'c' && score >= 0.6)
    );
    expect(kept.length).toBeGreaterThan(7);
    expectSame(found!, kept.slice(0, 7), [640, 480]);
  });
});

describe('the colours that reach a model', () => {
  const RED = [255, 0, 0] as const;
  /** The left half is red, the right one black. */
  const halves = () => picture(640, 480, (x) => (x < 0.5 ? RED : [0, 0, 0]));
  const colours = (type: 'float32' | 'float16') =>
    passThrough({
      inputs: [planes('images', [256, 320], type), { ...SIZE, shape: [1, 2] }],
      outputs: [
        { name: 'labels', type: 'int64', size: [1, 3], values: [0, 1, 2] },
        { name: 'boxes', type: 'float32', size: [1, 3, 4], values: [0, 0, 9, 9, 0, 0, 9, 9, 0, 0, 9, 9] },
        { name: 'scores', type: 'float32', meansOf: 'images' },
      ],
    });
  const labels = ['first', 'second', 'third'];

  it.each([
    ['red first, from 0 to 1', 'float32', {}, { first: 0.5, second: 0, third: 0 }],
    ['in half precision', 'float16', {}, { first: 0.5, second: 0, third: 0 }],
    ['blue first', 'float32', { colours: 'bgr' }, { first: 0, second: 0, third: 0.5 }],
    [
      'less the mean, in the order of the colours',
      'float32',
      { mean: [0, -51, -102], std: [510, 255, 255] },
      { first: 0.25, second: 0.2, third: 0.4 },
    ],
    [
      'blue first, less the mean',
      'float32',
      { colours: 'bgr', mean: [-51, -102, 0], std: [255, 255, 510] },
      { first: 0.2, second: 0.4, third: 0.25 },
    ],
    [
      'with black where there is no picture',
      'float32',
      { letterbox: 'centre' },
      { first: (0.5 * 240) / 256, second: 0, third: 0 },
    ],
  ] as const)('are %s', async (_, type, options, expected) => {
    const [found] = await detect(colours(type), [halves()], { labels, confidence: 0, options });
    for (const { class: name, confidence } of found!)
      expect(confidence).toBeCloseTo(expected[name as keyof typeof expected], 2);
    expect(found).toHaveLength(3);
  });
});
