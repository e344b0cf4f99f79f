import { passThrough } from '../pass-through.js';
import { grey } from '../pictures.js';
import {
  detect,
  type Expected,
  expectSame,
  inPicture,
  inTheMiddle,
  PICTURES,
  type Placed,
  type Sides,
} from '../proof.js';
import { randomOf } from '../random.js';

const KEYPOINTS = 17;

/** In fractions of the input: as the models give them, y first. */
type Keypoint = [y: number, x: number, score: number];

function keypointsOf(random: () => number): Keypoint[] {
  return Array.from({ length: KEYPOINTS }, (): Keypoint => [random(), random(), random()]);
}

function inPixels(keypoints: Keypoint[], [width, height]: Sides, at: Placed, sides: Sides): Expected['keypoints'] {
  return keypoints.map(([y, x, score]) => {
    const [left, top] = inPicture([x * width, y * height, x * width, y * height], at, sides);
    return [left, top, score];
  });
}

const isThere = ({ box: [left, top, right, bottom] }: Expected) => right > left && bottom > top;

describe('movenet-singlepose', () => {
  const INPUT: Sides = [192, 160];

  it.each(['uint8', 'int32', 'float32'] as const)(
    'is read as described, for pictures of all shapes and inputs of %s: the box is around the keypoints that are sure',
    async (type) => {
      const keypoints = keypointsOf(randomOf(type.length));
      const model = passThrough({
        inputs: [{ name: 'input', type, shape: [1, INPUT[1], INPUT[0], 3] }],
        outputs: [{ name: 'output_0', type: 'float32', size: [1, 1, KEYPOINTS, 3], values: keypoints.flat() }],
      });
      const found = await detect(
        model,
        PICTURES.map((sides) => grey(...sides))
      );
      const sure = keypoints.filter(([, , score]) => score >= 0.2);
      expect(sure.length).toBeLessThan(KEYPOINTS);
      const [ys, xs] = [sure.map(([y]) => y * INPUT[1]), sure.map(([, x]) => x * INPUT[0])];
      PICTURES.forEach((sides, i) => {
        const at = inTheMiddle(sides, INPUT);
        const person: Expected = {
          name: 'person',
          score: keypoints.reduce((sum, [, , score]) => sum + score, 0) / KEYPOINTS,
          box: inPicture([Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)], at, sides),
          keypoints: inPixels(keypoints, INPUT, at, sides)!,
        };
        expectSame(found[i]!, [person].filter(isThere), sides);
      });
    }
  );

  it('sees nobody where the keypoints are not sure', async () => {
    const model = passThrough({
      inputs: [{ name: 'input', type: 'int32', shape: [1, INPUT[1], INPUT[0], 3] }],
      outputs: [
        { name: 'o', type: 'float32', size: [1, 1, KEYPOINTS, 3], values: new Float32Array(KEYPOINTS * 3).fill(0.1) },
      ],
    });
    expect(await detect(model, [grey(64, 64)])).toEqual([[]]);
  });
});

describe('movenet-multipose', () => {
  const INPUT: Sides = [256, 160];

  it('is read as described, for pictures of all shapes: at the top left, up to six people', async () => {
    const random = randomOf(7);
    const people = Array.from({ length: 6 }, (_, i) => {
      const [top, left] = [random() / 2, random() / 2];
      const box = [top, left, top + 0.1 + random() / 2, left + 0.1 + random() / 2] as const;
      return { keypoints: keypointsOf(random), box, score: i === 3 ? 0.1 : 0.3 + random() / 2 };
    });
    const rows = people.flatMap(({ keypoints, box, score }) => [...keypoints.flat(), ...box, score]);
    const model = passThrough({
      inputs: [{ name: 'input', type: 'uint8', shape: [1, INPUT[1], INPUT[0], 3] }],
      outputs: [{ name: 'output_0', type: 'float32', size: [1, 6, 56], values: rows }],
    });
    const found = await detect(
      model,
      PICTURES.map((sides) => grey(...sides))
    );
    PICTURES.forEach((sides, i) => {
      const at = { ...inTheMiddle(sides, INPUT), left: 0, top: 0 };
      const expected = people
        .filter(({ score }) => score >= 0.25)
        .sort((a, b) => b.score - a.score)
        .map(({ keypoints, box: [top, left, bottom, right], score }): Expected => {
          const corners = [left * INPUT[0], top * INPUT[1], right * INPUT[0], bottom * INPUT[1]] as const;
          const box = inPicture(corners, at, sides);
          return { name: 'person', score, box, keypoints: inPixels(keypoints, INPUT, at, sides)! };
        });
      expectSame(found[i]!, expected.filter(isThere), sides);
    });
  });
});
