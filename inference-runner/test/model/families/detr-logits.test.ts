import { passThrough, planes } from '../pass-through.js';
import { grey } from '../pictures.js';
import { detect, type Expected, expectSame, inPicture, PICTURES, type Sides, stretched } from '../proof.js';
import { randomOf } from '../random.js';

const INPUT: Sides = [320, 256];

interface Numbers {
  queries: number;
  boxes: number[];
  logits: number[];
}

function numbersOf(seed: number, queries: number, columns: number): Numbers {
  const random = randomOf(seed);
  const boxes = Array.from({ length: queries }, () => [random(), random(), 0.02 + random() / 2, 0.02 + random() / 2]);
  return { queries, boxes: boxes.flat(), logits: Array.from({ length: queries * columns }, () => random() * 10 - 8) };
}

function model({ queries, boxes, logits }: Numbers, type: 'float32' | 'float16' = 'float32', input = 'pixel_values') {
  return passThrough({
    inputs: [planes(input, [INPUT[1], INPUT[0]], type, 'batch')],
    outputs: [
      { name: 'logits', type, size: [1, queries, logits.length / queries], values: logits },
      { name: 'pred_boxes', type, size: [1, queries, 4], values: boxes },
    ],
  });
}

function cornersOf({ boxes }: Numbers, query: number): [number, number, number, number] {
  const [x, y, w, h] = boxes.slice(query * 4, query * 4 + 4) as [number, number, number, number];
  return [(x - w / 2) * INPUT[0], (y - h / 2) * INPUT[1], (x + w / 2) * INPUT[0], (y + h / 2) * INPUT[1]];
}

/** RT-DETR: a sigmoid for each class, the best of all queries and classes. */
function eachClass(numbers: Numbers, names: readonly string[], confidence: number, sides: Sides): Expected[] {
  const all: Expected[] = [];
  for (let query = 0; query < numbers.queries; query += 1) {
    names.forEach((name, column) => {
      const score = 1 / (1 + Math.exp(-numbers.logits[query * names.length + column]!));
      const box = inPicture(cornersOf(numbers, query), stretched(sides, INPUT), sides);
      if (score >= confidence) all.push({ name, score, box });
    });
  }
  return all.sort((a, b) => b.score - a.score).slice(0, numbers.queries);
}

/** DETR: shares of all columns, the best class of each query, the last column is the background. */
function bestClass(numbers: Numbers, names: readonly string[], confidence: number, sides: Sides): Expected[] {
  const all: Expected[] = [];
  for (let query = 0; query < numbers.queries; query += 1) {
    const row = numbers.logits.slice(query * (names.length + 1), (query + 1) * (names.length + 1));
    const powers = row.map(Math.exp);
    const shares = powers.map((power) => power / powers.reduce((a, b) => a + b));
    const score = Math.max(...shares.slice(0, -1));
    const name = names[shares.indexOf(score)]!;
    const box = inPicture(cornersOf(numbers, query), stretched(sides, INPUT), sides);
    if (score >= confidence) all.push({ name, score, box });
  }
  return all.sort((a, b) => b.score - a.score);
}

const LABELS = ['a', 'b', 'c'];

describe('detr-logits', () => {
  it('is read as described, for pictures of all shapes: stretched, each class by itself', async () => {
    const numbers = numbersOf(1, 40, 3);
    const pictures = PICTURES.map((sides) => grey(...sides));
    const found = await detect(model(numbers), pictures, { labels: LABELS, confidence: 0.4 });
    PICTURES.forEach((sides, i) => expectSame(found[i]!, eachClass(numbers, LABELS, 0.4, sides), sides));
  });

  it('is a DETR with a background where one class less is named', async () => {
    const numbers = numbersOf(2, 40, 4);
    const [found] = await detect(model(numbers), [grey(640, 480)], { labels: LABELS, confidence: 0.4 });
    const expected = bestClass(numbers, LABELS, 0.4, [640, 480]);
    expect(expected.length).toBeGreaterThan(5);
    expectSame(found!, expected, [640, 480]);
  });

  it('refuses to guess between the two, and says what decides', async () => {
    await expect(detect(model(numbersOf(3, 40, 4)), [])).rejects.toThrow(
      /can be read in 2 ways.*\n- boxes of 4 classes, without a background \(detr-logits\): `labels` with 4 names chooses it\n- boxes of 3 classes, with a background \(detr-logits\): `labels` with 3 names chooses it\n/
    );
  });

  it('takes 300 queries for an RT-DETR, 100 for a DETR', async () => {
    const real = numbersOf(4, 300, 2);
    const [found] = await detect(model(real, 'float32', 'images'), [grey(640, 480)], { confidence: 0.6 });
    expectSame(found!, eachClass(real, ['class 0', 'class 1'], 0.6, [640, 480]), [640, 480]);
    const first = numbersOf(5, 100, 2);
    const [best] = await detect(model(first), [grey(640, 480)], { confidence: 0.6 });
    expectSame(best!, bestClass(first, ['class 0'], 0.6, [640, 480]), [640, 480]);
  });

  it.each([
    [80, 'each', ['person', 'bench', 'toothbrush'], [0, 13, 79]],
    [91, 'each', ['person', 'bench', 'toothbrush'], [1, 15, 90]],
    [92, 'best', ['person', 'bench', 'toothbrush'], [1, 15, 90]],
  ] as const)('knows COCO by %i columns', async (columns, _, names, at) => {
    const logits = Array.from({ length: 3 * columns }, () => -20);
    at.forEach((column, query) => (logits[query * columns + column] = 9 - query));
    const [found] = await detect(model({ ...numbersOf(6, 3, columns), logits }), [grey(640, 480)]);
    expect(found!.map((each) => each.class)).toEqual(names);
  });

  it('is read in half precision', async () => {
    const numbers = numbersOf(7, 40, 3);
    const [found] = await detect(model(numbers, 'float16'), [grey(640, 480)], { labels: LABELS, confidence: 0.7 });
    expectSame(found!, eachClass(numbers, LABELS, 0.7, [640, 480]), [640, 480]);
  });
});
