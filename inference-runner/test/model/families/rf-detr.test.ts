import { passThrough, type PassThrough, planes } from '../pass-through.js';
import { grey } from '../pictures.js';
import { detect, type Expected, expectSame, inPicture, PICTURES, type Sides, stretched } from '../proof.js';
import { randomOf } from '../random.js';

const INPUT: Sides = [384, 384];
const QUERIES = 30;

interface Numbers {
  boxes: number[];
  logits: number[];
}

/** Boxes anywhere, raw scores of which about one in ten is above zero. */
function numbersOf(seed: number, columns: number): Numbers {
  const random = randomOf(seed);
  const boxes = Array.from({ length: QUERIES }, () => [random(), random(), 0.02 + random() / 2, 0.02 + random() / 2]);
  const logits = Array.from({ length: QUERIES * columns }, () => random() * 10 - 9);
  return { boxes: boxes.flat(), logits };
}

function model({ boxes, logits }: Numbers, change: Partial<PassThrough> = {}, type: 'float32' | 'float16' = 'float32') {
  const columns = logits.length / QUERIES;
  return passThrough({
    inputs: [planes('input', [INPUT[1], INPUT[0]], type)],
    outputs: [
      { name: 'dets', type, size: [1, QUERIES, 4], values: boxes },
      { name: 'labels', type, size: [1, QUERIES, columns], values: logits },
    ],
    ...change,
  });
}

/** By the description: a sigmoid for each class, the best `QUERIES` of all queries and classes. */
function reference(
  { boxes, logits }: Numbers,
  names: readonly (string | null)[],
  confidence: number,
  picture: Sides
): Expected[] {
  const all: Expected[] = [];
  for (let query = 0; query < QUERIES; query += 1) {
    const [x, y, w, h] = boxes.slice(query * 4, query * 4 + 4) as [number, number, number, number];
    const corners = [(x - w / 2) * 384, (y - h / 2) * 384, (x + w / 2) * 384, (y + h / 2) * 384] as const;
    names.forEach((name, column) => {
      const score = 1 / (1 + Math.exp(-logits[query * names.length + column]!));
      if (name === null || score < confidence) return;
      all.push({ name, score, box: inPicture(corners, stretched(picture, INPUT), picture) });
    });
  }
  return all.sort((a, b) => b.score - a.score).slice(0, QUERIES);
}

/** Names by the ids of COCO's categories; only those that tell an id from an index are spelt out. */
const COCO_NAMES = { 1: 'person', 13: 'stop sign', 44: 'bottle', 62: 'chair', 72: 'tv', 90: 'toothbrush' };

describe('rf-detr', () => {
  it('is read as described, for pictures of all shapes: stretched', async () => {
    const numbers = numbersOf(1, 4);
    const names = ['a', 'b', 'c', null];
    const found = await detect(
      model(numbers),
      PICTURES.map((sides) => grey(...sides)),
      { labels: ['a', 'b', 'c'], confidence: 0.3 }
    );
    PICTURES.forEach((sides, i) => expectSame(found[i]!, reference(numbers, names, 0.3, sides), sides));
  });

  it('stops at as many boxes as it has queries', async () => {
    const numbers = numbersOf(2, 3);
    const [found] = await detect(model(numbers), [grey(640, 480)], { labels: ['a', 'b', 'c'], confidence: 0.01 });
    expect(found).toHaveLength(QUERIES);
    expectSame(found!, reference(numbers, ['a', 'b', 'c'], 0.01, [640, 480]), [640, 480]);
  });

  it('takes 91 columns for the ids of COCO, and not for indices of classes', async () => {
    const ids = Object.keys(COCO_NAMES).map(Number);
    const logits = Array.from({ length: QUERIES * 91 }, () => -9);
    ids.forEach((id, query) => (logits[query * 91 + id] = 3 - query / 4));
    const [found] = await detect(model({ ...numbersOf(3, 91), logits }), [grey(640, 480)]);
    expect(found!.map((each) => each.class)).toEqual(Object.values(COCO_NAMES));
  });

  it('names the 80 classes of COCO by their ids, too', async () => {
    const logits = Array.from({ length: QUERIES * 91 }, () => -9);
    logits[0] = logits[12] = 4;
    logits[90] = 2;
    const labels = Array.from({ length: 80 }, (_, i) => `name ${i}`);
    const [found] = await detect(model({ ...numbersOf(3, 91), logits }), [grey(640, 480)], { labels });
    expect(found!.map((each) => each.class)).toEqual(['name 79']);
  });

  it('leaves the background out, the last column, not the first, and scores by sigmoid, not softmax', async () => {
    const logits = Array.from({ length: QUERIES * 3 }, () => -9);
    [logits[0], logits[1], logits[2]] = [2, 1, 5];
    const [found] = await detect(model({ ...numbersOf(4, 3), logits }), [grey(640, 480)]);
    expect(found).toMatchObject([
      { class: 'class 0', confidence: 0.8808 },
      { class: 'class 1', confidence: 0.73106 },
    ]);
  });

  it('is read in half precision, with free sizes, with one class, and with masks that are left alone', async () => {
    const numbers = numbersOf(5, 2);
    const half = await detect(model(numbers, {}, 'float16'), [grey(333, 500)], { labels: ['a'], confidence: 0.4 });
    expect(half[0]!.length).toBeGreaterThan(1);
    expectSame(half[0]!, reference(numbers, ['a', null], 0.4, [333, 500]), [333, 500]);
    const free = model(numbers, {
      inputs: [planes('input', ['height', 'width'], 'float32', 'batch')],
      outputs: [
        { name: 'dets', type: 'float32', size: [1, QUERIES, 4], shape: ['n', 'q', 4], values: numbers.boxes },
        { name: 'labels', type: 'float32', size: [1, QUERIES, 2], shape: ['n', 'q', 2], values: numbers.logits },
        { name: '4245', type: 'float32', size: [1, QUERIES, 1, 1], values: new Float32Array(QUERIES) },
      ],
    });
    const [found] = await detect(free, [grey(333, 500)], { input: { width: 384, height: 384 }, confidence: 0.4 });
    expectSame(found!, reference(numbers, ['class 0', null], 0.4, [333, 500]), [333, 500]);
  });

  it('does as the options say: classes to keep, confidence for each, most detections', async () => {
    const numbers = numbersOf(6, 4);
    const labels = ['a', 'b', 'c'];
    const options = { keepClasses: ['a', 'c'], classConfidence: { c: 0.6 }, maxDetections: 4 };
    const [found] = await detect(model(numbers), [grey(640, 480)], { labels, confidence: 0.3, options });
    const expected = reference(numbers, ['a', null, 'c', null], 0.3, [640, 480]);
    const kept = expected.filter(({ name, score }) => name === 'a' || score >= 0.6);
    expect(kept.length).toBeGreaterThan(4);
    expectSame(found!, kept.slice(0, 4), [640, 480]);
  });

  it('refuses to count what is not finite', async () => {
    const numbers = numbersOf(7, 2);
    numbers.logits[5] = NaN;
    await expect(detect(model(numbers), [grey(640, 480)])).rejects.toMatchObject({ reason: 'not-finite' });
  });
});
