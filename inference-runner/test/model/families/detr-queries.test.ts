import { passThrough, planes } from '../pass-through.js';
import { grey } from '../pictures.js';
import { detect, type Expected, expectSame, inPicture, PICTURES, type Sides, stretched } from '../proof.js';
import { randomOf } from '../random.js';

const INPUT: Sides = [320, 256];
const QUERIES = 300;
const FAMILY = 'detr-queries';

type Row = number[];

/** Rows of centre, size, and what follows of it. */
function rowsOf(seed: number, rest: (random: () => number) => number[]): Row[] {
  const random = randomOf(seed);
  return Array.from({ length: QUERIES }, () => [
    random(),
    random(),
    0.02 + random() / 2,
    0.02 + random() / 2,
    ...rest(random),
  ]);
}

function model(rows: Row[], type: 'float32' | 'float16' = 'float32', shape?: (number | string)[]) {
  const size = [1, rows.length, rows[0]!.length];
  return passThrough({
    inputs: [planes('images', [INPUT[1], INPUT[0]], type)],
    outputs: [{ name: 'output0', type, size, ...(shape && { shape }), values: rows.flat() }],
  });
}

function boxOf([x = 0, y = 0, w = 0, h = 0]: Row, sides: Sides): Expected['box'] {
  const corners = [(x - w / 2) * 320, (y - h / 2) * 256, (x + w / 2) * 320, (y + h / 2) * 256] as const;
  return inPicture(corners, stretched(sides, INPUT), sides);
}

/** A score for each class: the best of each row counts. */
function bestClass(rows: Row[], names: readonly string[], confidence: number, sides: Sides): Expected[] {
  const all: Expected[] = [];
  for (const row of rows) {
    const score = Math.max(...row.slice(4));
    const name = names[row.indexOf(score, 4) - 4]!;
    if (score >= confidence) all.push({ name, score, box: boxOf(row, sides) });
  }
  return all.sort((a, b) => b.score - a.score);
}

/** Score and class in each row. */
function final(rows: Row[], names: readonly string[], confidence: number, sides: Sides): Expected[] {
  const kept = rows.filter((row) => row[4]! >= confidence).sort((a, b) => b[4]! - a[4]!);
  return kept.map((row) => ({ name: names[row[5]!]!, score: row[4]!, box: boxOf(row, sides) }));
}

const LABELS = ['a', 'b', 'c'];

describe('detr-queries', () => {
  it('is read as described, for pictures of all shapes: stretched', async () => {
    const rows = rowsOf(1, (random) => [random(), random() / 2, random() / 3]);
    const pictures = PICTURES.map((sides) => grey(...sides));
    const found = await detect(model(rows), pictures, { family: FAMILY, labels: LABELS, confidence: 0.4 });
    PICTURES.forEach((sides, i) => expectSame(found[i]!, bestClass(rows, LABELS, 0.4, sides), sides));
  });

  it('is read with score and class in each row, as newer files have it', async () => {
    const rows = rowsOf(2, (random) => [random(), Math.floor(random() * 3)]);
    const [found] = await detect(model(rows), [grey(641, 480)], { family: FAMILY, labels: LABELS });
    expectSame(found!, final(rows, LABELS, 0.25, [641, 480]), [641, 480]);
  });

  it('tells scores of two classes from score and class by the numbers', async () => {
    const scores = rowsOf(3, (random) => [random(), random()]);
    const classes = rowsOf(4, (random) => [random(), Math.floor(random() * 2)]);
    const change = { family: FAMILY, labels: ['a', 'b'] };
    const [one] = await detect(model(scores), [grey(640, 480)], change);
    expectSame(one!, bestClass(scores, ['a', 'b'], 0.25, [640, 480]), [640, 480]);
    const [other] = await detect(model(classes), [grey(640, 480)], change);
    expectSame(other!, final(classes, ['a', 'b'], 0.25, [640, 480]), [640, 480]);
  });

  it('is read in half precision, and with one class', async () => {
    // Exact in half precision, so that both sides put them in the same order.
    const rows = rowsOf(5, (random) => [Math.round(random() * 1024) / 1024]);
    const [found] = await detect(model(rows, 'float16'), [grey(480, 640)], { labels: ['a'], confidence: 0.4 });
    expectSame(found!, bestClass(rows, ['a'], 0.4, [480, 640]), [480, 640]);
  });

  it('suppresses nothing, and does as the options say', async () => {
    const rows = rowsOf(6, (random) => [random(), random()]).map((row) => [0.5, 0.5, 0.5, 0.5, ...row.slice(4), 0]);
    const options = { keepClasses: ['a', 'b'], classConfidence: { b: 0.7 }, maxDetections: 20 };
    const [found] = await detect(model(rows), [grey(640, 480)], { family: FAMILY, labels: LABELS, options });
    const kept = bestClass(rows, LABELS, 0.25, [640, 480]).filter(({ name, score }) => name !== 'b' || score >= 0.7);
    expect(kept.length).toBeGreaterThan(20);
    expectSame(found!, kept.slice(0, 20), [640, 480]);
  });

  it('says that another number of columns came than `labels` names', async () => {
    const rows = rowsOf(7, (random) => [random(), random(), random()]);
    const free = model(rows, 'float32', [1, 'queries', 'columns']);
    await expect(detect(free, [grey(640, 480)], { family: FAMILY, labels: ['a'] })).rejects.toMatchObject({
      cause: { message: 'rows of 7 numbers are not of 1 classes; change `labels`' },
    });
  });
});
