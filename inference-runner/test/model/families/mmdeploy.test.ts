import { passThrough, planes } from '../pass-through.js';
import { grey } from '../pictures.js';
import { detect, type Expected, expectSame, inPicture, PICTURES, type Placed, type Sides } from '../proof.js';
import { randomOf } from '../random.js';

const INPUT: Sides = [320, 256];
const OBJECTS = 50;

/** At the top left, as large as fits, rounded down. */
function topLeft([width, height]: Sides): Placed {
  const ratio = Math.min(INPUT[0] / width, INPUT[1] / height);
  return {
    scaleX: Math.floor(width * ratio) / width,
    scaleY: Math.floor(height * ratio) / height,
    left: 0,
    top: 0,
  };
}

function objectsOf(seed: number) {
  const random = randomOf(seed);
  return Array.from({ length: OBJECTS }, () => {
    const [left, top] = [random() * 300, random() * 240];
    const box: Expected['box'] = [left, top, left + 5 + random() * 90, top + 5 + random() * 90];
    const points = Array.from({ length: 17 }, () => [random() * 320, random() * 256, random()] as const);
    return { box, score: random(), id: Math.floor(random() * 3), points };
  });
}

const inside = ({ box: [left, top, right, bottom] }: Expected) => right > left && bottom > top;

describe('mmdeploy-detection', () => {
  it('is read as described, for pictures of all shapes: at the top left, labels below 0 are padding', async () => {
    const objects = objectsOf(1);
    const model = passThrough({
      inputs: [planes('input', [INPUT[1], INPUT[0]], 'float32', 'batch')],
      outputs: [
        {
          name: 'dets',
          type: 'float32',
          size: [1, OBJECTS, 5],
          values: objects.flatMap(({ box, score }) => [...box, score]),
        },
        { name: 'labels', type: 'int64', size: [1, OBJECTS], values: objects.map(({ id }) => (id === 2 ? -1 : id)) },
      ],
    });
    const pictures = PICTURES.map((sides) => grey(...sides));
    const found = await detect(model, pictures, { labels: ['a', 'b'] });
    PICTURES.forEach((sides, i) => {
      const expected = objects
        .filter(({ id, score }) => id < 2 && score >= 0.25)
        .sort((a, b) => b.score - a.score)
        .map(({ id, score, box }) => ({ name: ['a', 'b'][id]!, score, box: inPicture(box, topLeft(sides), sides) }));
      expectSame(found[i]!, expected.filter(inside), sides);
    });
  });
});

describe('mmdeploy-detection of a known detector', () => {
  it.each([
    ['bbox_head.rtm_cls.0.weight', [3, 8, 1, 1]],
    ['bbox_head.multi_level_conv_cls.0.weight', [3, 8, 1, 1]],
  ])('has as many classes as its layer %s gives scores of', async (name, shape) => {
    const model = passThrough({
      inputs: [planes('input', [INPUT[1], INPUT[0]])],
      outputs: [
        { name: 'dets', type: 'float32', size: [1, 1, 5], values: [10, 10, 90, 90, 0.75] },
        { name: 'labels', type: 'int64', size: [1, 1], values: [2] },
      ],
      weights: { [name]: shape },
    });
    const [found] = await detect(model, [grey(320, 256)]);
    expectSame(found!, [{ name: 'class 2', score: 0.75, box: [10, 10, 90, 90] }], [320, 256]);
    await expect(detect(model, [], { labels: ['a'] })).rejects.toThrow('it has 3 classes, but `labels` names 1');
  });
});

describe('rtmo', () => {
  it('is read as described, for pictures of all shapes: people with keypoints', async () => {
    const objects = objectsOf(2);
    const model = passThrough({
      inputs: [planes('input', [INPUT[1], INPUT[0]], 'float32', 'batch')],
      outputs: [
        {
          name: 'dets',
          type: 'float32',
          size: [1, OBJECTS, 5],
          values: objects.flatMap(({ box, score }) => [...box, score]),
        },
        {
          name: 'keypoints',
          type: 'float32',
          size: [1, OBJECTS, 17, 3],
          values: objects.flatMap(({ points }) => points.flat()),
        },
      ],
    });
    const pictures = PICTURES.map((sides) => grey(...sides));
    const found = await detect(model, pictures);
    PICTURES.forEach((sides, i) => {
      const at = topLeft(sides);
      const expected = objects
        .filter(({ score }) => score >= 0.25)
        .sort((a, b) => b.score - a.score)
        .map(({ score, box, points }): Expected => {
          const keypoints = points.map(([x, y, seen]): [number, number, number] => {
            const [left, top] = inPicture([x, y, x, y], at, sides);
            return [left, top, seen];
          });
          return { name: 'person', score, box: inPicture(box, at, sides), keypoints };
        });
      expectSame(found[i]!, expected.filter(inside), sides);
    });
  });
});
