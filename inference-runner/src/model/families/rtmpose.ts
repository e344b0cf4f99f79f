import { keypointAt } from '../output/keypoints.js';
import { NotFiniteError } from '../output/errors.js';
import { numbers } from '../output/tensors.js';
import { COCO_POSE } from './coco-pose.js';
import { floatsOf, PICTURE } from './expectation.js';
import type { FamilySettings, ModelFamily } from './family.js';
import { POSE_OPTIONS } from './options.js';
import { floatPicture, IMAGENET, inputFormat, type PictureInput, refusesSize } from './picture-input.js';
import { keypointLabels } from './pose.js';
import { isFloat, sizeOf, valueNamed } from './shapes.js';

const STEP = 32;
const USUAL = { width: 192, height: 256 };
/** Places of a keypoint for each pixel of the input (`simcc_split_ratio` of MMPose's configurations). */
const PLACES = 2;

interface RtmPoseLayout {
  input: PictureInput;
  keypoints: number;
}

/**
 * RTMPose: the keypoints of the one person in the input, for each a row of scores along the width and one along the height. The
 * box of the detection is the input itself: whoever made the input knows where that is.
 */
export const rtmPose: ModelFamily<RtmPoseLayout> = {
  name: 'rtmpose',
  expects: {
    inputs: [PICTURE],
    outputs: [floatsOf([1, 'keypoints', '2 × width'], 'simcc_x'), floatsOf([1, 'keypoints', '2 × height'], 'simcc_y')],
    where: 'there are two places for each pixel of the input',
  },
  takes: ['colours', 'mean', 'std', 'maxDetections', ...POSE_OPTIONS],
  needsDetector: true,

  readings({ inputs, outputs, facts }, hints) {
    const input = floatPicture(inputs);
    const [x, y] = [valueNamed(outputs, 'simcc_x'), valueNamed(outputs, 'simcc_y')];
    const places = (side: number | undefined) => (side === undefined ? null : side * PLACES);
    const { width, height } = input?.fixed ?? {};
    if (!input || !isFloat(x, [1, null, places(width)]) || !isFloat(y, [1, sizeOf(x, 1), places(height)])) return [];
    const count = sizeOf(x, 1) ?? sizeOf(y, 1) ?? hints.options.keypoints?.length ?? COCO_POSE.keypoints.length;
    return [
      {
        certainty: 'names',
        because: 'its outputs are `simcc_x` and `simcc_y`',
        what: `${count} keypoints of one person`,
        choose: '`family: rtmpose`',
        layout: { input, keypoints: count },
        labels: { classes: ['person'], ...keypointLabels(count, facts) },
      },
    ];
  },

  refuses: ({ input }, settings) => refusesSize(input, settings, STEP),

  input: ({ input }, settings) =>
    inputFormat(input, sized(settings), {
      letterbox: 'stretch',
      padding: 0,
      colours: 'rgb',
      ...IMAGENET,
      longest: USUAL.height,
      step: STEP,
    }),

  decoder({ keypoints: count }, { labels }) {
    return (outputs, at) => {
      const rows = numbers(outputs.simcc_x, [1, count, at.inputWidth * PLACES]).values;
      const columns = numbers(outputs.simcc_y, [1, count, at.inputHeight * PLACES]).values;
      const keypoints = Array.from({ length: count }, (_, index) => {
        const x = highest(rows, index, at.inputWidth * PLACES);
        const y = highest(columns, index, at.inputHeight * PLACES);
        // MMPose takes the smaller of both scores, and none below 0 for found (`get_simcc_maximum`). Scores may exceed 1.
        const score = Math.min(Math.max(Math.min(x.score, y.score), 0), 1);
        return keypointAt(at, middle(x.place), middle(y.place), score);
      });
      return [{ class: labels.classes[0] ?? '', confidence: 1, box: [0, 0, 1, 1], keypoints }];
    };
  },
};

function sized(settings: FamilySettings): FamilySettings {
  return { ...settings, input: settings.input ?? USUAL };
}

/** Places count from the middle of the first pixel. */
function middle(place: number): number {
  return place / PLACES + 0.5;
}

function highest(scores: Float32Array, row: number, length: number): { place: number; score: number } {
  let place = 0;
  const start = row * length;
  for (let i = 0; i < length; i += 1) {
    const score = scores[start + i] ?? NaN;
    if (!Number.isFinite(score)) throw new NotFiniteError();
    if (score > (scores[start + place] ?? 0)) place = i;
  }
  return { place, score: scores[start + place] ?? 0 };
}
