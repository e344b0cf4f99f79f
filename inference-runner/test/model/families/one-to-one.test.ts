import { passThrough, planes } from '../pass-through.js';
import { grey } from '../pictures.js';
import { detect, type Expected, expectSame, inPicture, inTheMiddle, PICTURES, type Sides } from '../proof.js';
import { randomOf } from '../random.js';

const INPUT: Sides = [320, 256];
const ROWS = 300;
const OBJECTS = 40;

type Row = number[];

/** Some objects, then rows of zeros. */
function rowsOf(seed: number, classes: number, extras: (random: () => number) => number[] = () => []): Row[] {
  const random = randomOf(seed);
  const objects = Array.from({ length: OBJECTS }, (): Row => {
    const [left, top] = [random() * 300, random() * 240];
    const score = Math.round(random() * 1000) / 1000;
    const box = [left, top, left + 5 + random() * 90, top + 5 + random() * 90];
    return [...box, score, Math.floor(random() * classes), ...extras(random)];
  });
  return [...objects, ...Array.from({ length: ROWS - OBJECTS }, () => objects[0]!.map(() => 0))];
}

function model(rows: Row[], type: 'float32' | 'float16' = 'float32', shape?: (number | string)[], masks = false) {
  const width = rows[0]!.length;
  return passThrough({
    inputs: [planes('images', shape ? ['height', 'width'] : [INPUT[1], INPUT[0]], type)],
    outputs: [
      { name: 'output0', type, size: [1, ROWS, width], ...(shape && { shape }), values: rows.flat() },
      ...(masks ? [{ name: 'output1', type, size: [1, 32, 1, 1], values: new Float32Array(32) }] : []),
    ],
  });
}

/** By the description: rows that are sure enough, and nothing else is done to them. */
function reference(rows: Row[], names: readonly string[], confidence: number, sides: Sides, values = 3): Expected[] {
  const at = inTheMiddle(sides, INPUT);
  const kept = rows.filter((row) => row[4]! > 0 && row[4]! >= confidence).sort((a, b) => b[4]! - a[4]!);
  const all = kept.map((row): Expected => {
    const box = inPicture(row.slice(0, 4) as Expected['box'], at, sides);
    const points: Expected['keypoints'] = [];
    for (let k = 6; k + values <= row.length && row.length !== 38; k += values) {
      const [x, y] = inPicture([row[k]!, row[k + 1]!, 0, 0], at, sides);
      points.push([x, y, values === 3 ? row[k + 2]! : 1]);
    }
    return { name: names[row[5]!]!, score: row[4]!, box, ...(points.length > 0 && { keypoints: points }) };
  });
  return all.filter(({ box: [left, top, right, bottom] }) => right > left && bottom > top);
}

const LABELS = ['a', 'b', 'c'];

describe('one-to-one', () => {
  it('is read as described, for pictures of all shapes; rows of zeros are padding', async () => {
    const rows = rowsOf(1, 3);
    const pictures = PICTURES.map((sides) => grey(...sides));
    const found = await detect(model(rows), pictures, { labels: LABELS, confidence: 0 });
    PICTURES.forEach((sides, i) => expectSame(found[i]!, reference(rows, LABELS, 0, sides), sides));
  });

  it('suppresses nothing', async () => {
    const rows = rowsOf(2, 1).map((row, i) => (i < OBJECTS ? [10, 10, 90, 90, 0.5, 0] : row));
    const [found] = await detect(model(rows), [grey(640, 480)], { labels: ['a'] });
    expect(found).toHaveLength(OBJECTS);
  });

  it.each([
    ['seen or not', 17, 3],
    ['in the plane', 5, 2],
  ] as const)('reads keypoints, %s', async (_, count, values) => {
    const rows = rowsOf(3, 1, (random) =>
      Array.from({ length: count }, () => [random() * 320, random() * 256, random()].slice(0, values)).flat()
    );
    const keypoints = Array.from({ length: count }, (_each, k) => `keypoint ${k}`);
    const change = { labels: ['person'], options: { keypoints } };
    const [found] = await detect(model(rows), [grey(640, 361)], change);
    expectSame(found!, reference(rows, ['person'], 0.25, [640, 361], values), [640, 361]);
  });

  it('leaves masks alone', async () => {
    const rows = rowsOf(4, 3, (random) => Array.from({ length: 32 }, random));
    const [found] = await detect(model(rows, 'float32', undefined, true), [grey(640, 480)], { labels: LABELS });
    expectSame(found!, reference(rows, LABELS, 0.25, [640, 480]), [640, 480]);
  });

  it('is read in half precision', async () => {
    const rows = rowsOf(5, 3).map((row) => row.map((n, k) => (k === 4 ? Math.round(n * 1024) / 1024 : Math.round(n))));
    const [found] = await detect(model(rows, 'float16'), [grey(480, 640)], { labels: LABELS });
    expectSame(found!, reference(rows, LABELS, 0.25, [480, 640]), [480, 640]);
  });

  it('takes inputs of any size as large as is configured', async () => {
    const rows = rowsOf(6, 3);
    const change = { labels: LABELS, input: { width: INPUT[0], height: INPUT[1] } };
    const [found] = await detect(model(rows, 'float32', [1, ROWS, 6]), [grey(641, 480)], change);
    expectSame(found!, reference(rows, LABELS, 0.25, [641, 480]), [641, 480]);
  });

  it('refuses boxes in fractions of the input, which only the numbers tell from pixels', async () => {
    const rows = rowsOf(8, 3).map((row) => row.map((n, k) => (k < 4 ? n / 320 : n)));
    await expect(detect(model(rows), [grey(640, 480)], { labels: LABELS })).rejects.toMatchObject({
      cause: { message: 'its boxes are fractions of the input, not pixels; set `family: detr-queries`' },
    });
  });

  it('does as the options say: classes to keep, confidence for each, most detections', async () => {
    const rows = rowsOf(7, 3);
    const options = { keepClasses: ['a', 'c'], classConfidence: { c: 0.6 }, maxDetections: 7 };
    const [found] = await detect(model(rows), [grey(640, 480)], { labels: LABELS, options });
    const kept = reference(rows, LABELS, 0.25, [640, 480]).filter(
      ({ name, score }) => name === 'a' || (name === 'c' && score >= 0.6)
    );
    expect(kept.length).toBeGreaterThan(7);
    expectSame(found!, kept.slice(0, 7), [640, 480]);
  });
});
