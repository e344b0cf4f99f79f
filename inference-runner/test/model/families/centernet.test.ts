import { ensureModel } from '@framewatch/models';
import { passThrough, type PassThrough } from '../pass-through.js';
import { expectAlike, seenInPhotograph } from '../photograph.js';
import { grey } from '../pictures.js';
import { detect, type Expected, expectSame, inPicture, inTheMiddle, PICTURES, type Sides } from '../proof.js';
import { randomOf } from '../random.js';

const INPUT: Sides = [512, 320];
const CLASSES = ['a', 'b', 'c'];
const OBJECTS = 100;

/** Rows as the graph gives them: best first; their boxes may reach over the edges, and overlap. */
function rowsOf(seed: number): number[][] {
  const random = randomOf(seed);
  const rows = Array.from({ length: OBJECTS }, () => {
    const [x, y] = [random() * INPUT[0], random() * INPUT[1]];
    const [left, top, right, bottom] = [random() * 90, random() * 90, random() * 90, random() * 90];
    return [x - left, y - top, x + right, y + bottom, random(), Math.floor(random() * CLASSES.length)];
  });
  return rows.sort((a, b) => b[4]! - a[4]!);
}

function model(rows: number[][], change: Partial<PassThrough> = {}) {
  return passThrough({
    inputs: [{ name: 'tower_0/images', type: 'uint8', shape: [1, INPUT[1], INPUT[0], 3] }],
    outputs: [{ name: 'detections', type: 'float32', size: [1, OBJECTS, 6], values: rows.flat() }],
    ...change,
  });
}

function reference(rows: number[][], confidence: number, picture: Sides): Expected[] {
  const at = inTheMiddle(picture, INPUT);
  return rows.flatMap(([left = 0, top = 0, right = 0, bottom = 0, score = 0, id = 0]) => {
    const box = inPicture([left, top, right, bottom], at, picture);
    return score < confidence || box[0] >= box[2] || box[1] >= box[3] ? [] : [{ name: CLASSES[id]!, score, box }];
  });
}

describe('centernet', () => {
  it('is read as described, for pictures of all shapes: in the middle, and nothing is suppressed', async () => {
    const rows = rowsOf(1);
    const pictures = PICTURES.map((sides) => grey(...sides));
    const found = await detect(model(rows), pictures, { labels: CLASSES, confidence: 0.4 });
    PICTURES.forEach((sides, i) => expectSame(found[i]!, reference(rows, 0.4, sides), sides));
  });

  it('refuses a class that there is not', async () => {
    const rows = rowsOf(2);
    rows[3]![5] = 3;
    await expect(detect(model(rows), [grey(64, 64)], { labels: CLASSES })).rejects.toMatchObject({
      cause: { message: expect.stringContaining('an object of class 3, of 3') as string },
    });
  });

  it('is the model of the catalogue', async () => {
    const { path } = await ensureModel('centernet');
    // ONNX Runtime and Pillow for Python, letterbox 512x512 in the middle of black, bilinear.
    expectAlike(await seenInPhotograph(path, 0.5), [
      ['person', 0.729, [689, 309, 1251, 1260]],
      ['person', 0.65, [1210, 175, 1860, 1262]],
      ['person', 0.543, [154, 254, 738, 1269]],
    ]);
  }, 300_000);
});
