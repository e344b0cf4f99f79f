import type { Detection } from '@framewatch/protocol';
import { picture } from './pictures.js';
import { detect } from './proof.js';
import { BOX_STEP, detector, poseOfBytes, type Precision, SCORE_STEP, SIDE } from './quantised-models.js';

/** Halves and quantised models, run by the real ONNX Runtime on the CPU. */

/** Coordinates are rounded to as much. */
const ROUNDING = 1e-5;
const FILE = { labels: ['person', 'forklift'], confidence: 0.2 };

/** As large as the input, so that a pixel is a pixel. */
const pictures = () =>
  [60, 120, 200].map((light) => picture(SIDE, SIDE, (x, y) => [light, light * x, light * y].map(Math.round) as never));

/** The same things, no further than this from what the floats say: scores, and edges of boxes and keypoints in fractions. */
function expectNear(found: Detection[][], floats: Detection[][], score: number, edge: number): void {
  expect(floats.every((detections) => detections.length > 0)).toBe(true);
  // Otherwise it would not have been computed with less precision.
  expect(found).not.toEqual(floats);
  expect(found.map((each) => each.map((one) => one.class))).toEqual(floats.map((each) => each.map((one) => one.class)));
  floats.flat().forEach((expected, i) => {
    const one = found.flat()[i]!;
    const near = (value: number | undefined, wanted: number, step: number) =>
      expect(Math.abs((value ?? NaN) - wanted)).toBeLessThanOrEqual(step + ROUNDING);
    near(one.confidence, expected.confidence, score);
    const corners = ({ box: [x, y, w, h] }: Detection) => [x, y, x + w, y + h];
    corners(expected).forEach((corner, side) => near(corners(one)[side], corner, edge));
    expected.keypoints?.forEach((keypoint, k) => {
      const [x, y, confidence] = one.keypoints?.[k] ?? [];
      near(x, keypoint[0], edge);
      near(y, keypoint[1], edge);
      near(confidence, keypoint[2], score);
    });
  });
}

describe.each<[Precision, number, number]>([
  ['int8', SCORE_STEP, BOX_STEP],
  ['uint8', SCORE_STEP, BOX_STEP],
  // Eleven bits, of numbers up to 1 and up to 64.
  ['float16', 2 ** -10, 2 ** -4],
])('a model of %s', (precision, scoreStep, boxStep) => {
  it('says what its floats say, within its step', async () => {
    const floats = await detect(detector('float32'), pictures(), FILE);
    const found = await detect(detector(precision), pictures(), FILE);
    // An edge is a centre and half a size.
    expectNear(found, floats, scoreStep, (1.5 * boxStep) / SIDE);
  });

  it('that takes bytes says what its floats say, within its step', async () => {
    const floats = await detect(poseOfBytes('float32'), pictures(), {
      confidence: 0.1,
      input: { width: SIDE, height: SIDE },
    });
    const found = await detect(poseOfBytes(precision), pictures(), {
      confidence: 0.1,
      input: { width: SIDE, height: SIDE },
    });
    expectNear(found, floats, scoreStep, scoreStep);
  });
});
