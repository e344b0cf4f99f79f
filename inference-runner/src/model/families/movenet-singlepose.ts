import { keypointAt } from '../output/keypoints.js';
import { NotFiniteError } from '../output/errors.js';
import { Selection } from '../output/selection.js';
import { floats } from '../output/tensors.js';
import { COCO_POSE } from './coco-pose.js';
import { floatsOf, packedPicture } from './expectation.js';
import type { ModelFamily } from './family.js';
import { POSE_OPTIONS } from './options.js';
import { inputFormat, ONE, type PictureInput, pictureInput, refusesSize, ZERO } from './picture-input.js';
import { isFloat } from './shapes.js';

const KEYPOINTS = 17;
/** y and x in fractions of the input, and confidence. */
const VALUES = 3;
const SIDE = 192;
const STEP = 32;
/** Keypoints below say little of where the person is: MIN_CROP_KEYPOINT_SCORE of TensorFlow's tutorial for MoveNet. */
const SURE = 0.2;

interface SinglePoseLayout {
  input: PictureInput;
  output: string;
}

/**
 * MoveNet Lightning and Thunder: 17 keypoints of one person. It gives no box and no confidence of the person: the box is
 * that around the keypoints that are sure, the confidence the mean of all.
 */
export const moveNetSinglePose: ModelFamily<SinglePoseLayout> = {
  name: 'movenet-singlepose',
  expects: { inputs: [packedPicture('uint8', 'int32', 'float32')], outputs: [floatsOf([1, 1, KEYPOINTS, VALUES])] },
  takes: ['letterbox', ...POSE_OPTIONS],

  readings({ inputs, outputs }) {
    const input = inputs.length === 1 ? pictureInput(inputs[0], 'nhwc', ['uint8', 'int32', 'float32']) : null;
    const [output] = outputs;
    if (!input || outputs.length !== 1 || !isFloat(output, [1, 1, KEYPOINTS, VALUES])) return [];
    return [
      {
        certainty: 'shapes',
        because: 'its output has 17 keypoints of one person',
        what: 'one person with 17 keypoints',
        choose: '`family: movenet-singlepose`',
        layout: { input, output: output.name },
        labels: COCO_POSE,
      },
    ];
  },

  refuses: ({ input }, settings) => refusesSize(input, settings, STEP),

  input: ({ input }, settings) =>
    inputFormat(input, settings, {
      letterbox: 'centre',
      padding: 0,
      antialias: true,
      colours: 'rgb',
      mean: ZERO,
      std: ONE,
      longest: SIDE,
      step: STEP,
    }),

  decoder({ output }, settings) {
    const selection = new Selection(settings, null);
    return (outputs, at) => {
      const values = floats(outputs[output], [1, 1, KEYPOINTS, VALUES]);
      const points = Array.from({ length: KEYPOINTS }, (_, index) => {
        const [y = 0, x = 0, score = 0] = values.subarray(index * VALUES, (index + 1) * VALUES);
        return { x: x * at.inputWidth, y: y * at.inputHeight, score };
      });
      const confidence = points.reduce((sum, { score }) => sum + score, 0) / KEYPOINTS;
      if (Number.isNaN(confidence)) throw new NotFiniteError();
      const sure = points.filter(({ score }) => score >= SURE);
      if (confidence < settings.confidence || sure.length === 0) return [];
      const [xs, ys] = [sure.map(({ x }) => x), sure.map(({ y }) => y)];
      selection.candidates.clear();
      selection.candidates.add(0, confidence, Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys), 0);
      return selection.detections(at, () => points.map(({ x, y, score }) => keypointAt(at, x, y, score)));
    };
  },
};
