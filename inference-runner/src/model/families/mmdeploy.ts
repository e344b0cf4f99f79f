import type { Letterbox } from '../letterbox.js';
import { checkClass } from '../output/class-id.js';
import { keypointAt } from '../output/keypoints.js';
import { Selection } from '../output/selection.js';
import { integers, numbers, type Numbers } from '../output/tensors.js';
import type { WeightInfo } from '../types.js';
import { classNames, namedClasses } from './class-names.js';
import { COCO_POSE } from './coco-pose.js';
import { floatsOf, integersOf, PICTURE } from './expectation.js';
import type { FamilySettings, ModelFamily } from './family.js';
import { DETECTION_OPTIONS, type FamilyOptions, INPUT_OPTIONS, type PerColour, POSE_OPTIONS } from './options.js';
import { floatPicture, IMAGENET_BGR, inputFormat, ONE, type PictureInput, refusesSize, ZERO } from './picture-input.js';
import { keypointLabels, NO_KEYPOINTS } from './pose.js';
import { isFloat, isInteger, sizeOf, valueNamed } from './shapes.js';

/** left, top, right, bottom in pixels of the input, and a score. */
const BOX = 5;
const SCORE = 4;
const STEP = 32;
const LONGEST_SIDE = 640;
/** Where nothing tells how many there are: those of COCO. */
const COCO_CLASSES = 80;
const KEYPOINT = 3;

/** How pictures of a detector are normalised: `other` is told to be neither of the two. */
type Kin = 'rtmdet' | 'yolox' | 'other';

interface BoxesLayout {
  input: PictureInput;
  classes: number;
  kin: Kin;
}

/** Detectors of MMDetection as MMDeploy exports them, with suppression inside: RTMDet, and YOLOX too. */
export const mmdeployDetection: ModelFamily<BoxesLayout> = {
  name: 'mmdeploy-detection',
  expects: {
    inputs: [PICTURE],
    outputs: [floatsOf([1, 'objects', BOX], 'dets'), integersOf([1, 'objects'], 'labels')],
  },
  takes: [...INPUT_OPTIONS, ...DETECTION_OPTIONS],

  readings({ inputs, outputs, facts }, hints) {
    const input = floatPicture(inputs);
    const dets = isFloat(valueNamed(outputs, 'dets'), [1, null, BOX]);
    if (!input || !dets || !isInteger(valueNamed(outputs, 'labels'), [1, null])) return [];
    const { kin, isTold, because, count } = headOf(facts.weights);
    const classes = count ?? namedClasses(facts, hints) ?? COCO_CLASSES;
    const { names, notes } = classNames(classes, facts);
    const guess =
      'nothing in the file tells RTMDet from YOLOX: its pictures are normalised as those of RTMDet, YOLOX takes `options.mean: [0, 0, 0]` and `options.std: [1, 1, 1]`';
    return [
      {
        certainty: 'names',
        because: `its outputs are \`dets\` and \`labels\`, ${because}`,
        what: `boxes of ${classes} classes`,
        choose: '`family: mmdeploy-detection`',
        layout: { input, classes, kin },
        labels: { classes: names, ...NO_KEYPOINTS },
        notes: isTold || isNormalised(hints.options) ? notes : [...notes, guess],
      },
    ];
  },

  refuses: ({ input, kin }, settings) =>
    kin === 'other' && !isNormalised(settings.options) ? UNKNOWN_DETECTOR : refusesSize(input, settings, STEP),

  input: ({ input, kin }, settings) =>
    mmInput(input, settings, kin === 'yolox' ? { mean: ZERO, std: ONE } : IMAGENET_BGR),

  decoder({ classes }, settings) {
    const selection = new Selection(settings, null);
    return (outputs, at) => {
      const dets = numbers(outputs.dets, [1, null, BOX]);
      const labels = integers(outputs.labels, [1, dets.dims[1] ?? 0]);
      propose(dets, selection, (row) => labels[row] ?? 0, classes);
      return selection.detections(at);
    };
  },
};

const UNKNOWN_DETECTOR =
  'its weights are those of neither RTMDet nor YOLOX, so that nobody knows how its pictures are normalised; say `options.mean` and ' +
  '`options.std`, and `options.colours` where they are not `bgr`, as its configuration of MMDetection has them in `data_preprocessor`';

function isNormalised({ mean, std }: FamilyOptions): boolean {
  return mean !== undefined && std !== undefined;
}

/** The layers that give the scores of classes: [classes, channels, …]. MMDetection names them so. */
const SCORES = { rtmdet: /(^|\.)rtm_cls\.\d+\.weight$/, yolox: /(^|\.)multi_level_conv_cls\.\d+\.weight$/ } as const;
/** Every detector of MMDetection has one of these. */
const ANY_HEAD = /^(bbox_head|rpn_head|roi_head|mask_head)\./;
/** YOLOX puts four neighbours of each colour side by side before its first convolution (`Focus`). */
const FOCUSED = 12;
const COLOURS = 3;

interface Head {
  kin: Kin;
  isTold: boolean;
  because: string;
  /** Of classes; null where it is not told. */
  count: number | null;
}

/** The detector that the weights of the file are of: by their names, else by the first convolution. */
function headOf(weights: readonly WeightInfo[]): Head {
  for (const kin of ['rtmdet', 'yolox'] as const) {
    const scores = weights.find(({ name, shape }) => SCORES[kin].test(name) && shape.length > 1);
    if (scores)
      return { kin, isTold: true, because: `it has a layer \`${scores.name}\``, count: scores.shape[0] ?? null };
  }
  const takes = (channels: number) => weights.some(({ shape }) => shape.length === 4 && shape[1] === channels);
  if (takes(FOCUSED) && !takes(COLOURS))
    return { kin: 'yolox', isTold: true, because: 'its first layer is that of YOLOX', count: null };
  const other = weights.find(({ name }) => ANY_HEAD.test(name));
  if (other) return { kin: 'other', isTold: true, because: `it has a layer \`${other.name}\``, count: null };
  return { kin: 'rtmdet', isTold: false, because: 'its layers have no names', count: null };
}

interface RtmoLayout {
  input: PictureInput;
  keypoints: number;
}

/** RTMO: people with keypoints, one pass, suppression inside. */
export const rtmo: ModelFamily<RtmoLayout> = {
  name: 'rtmo',
  expects: {
    inputs: [PICTURE],
    outputs: [floatsOf([1, 'objects', BOX], 'dets'), floatsOf([1, 'objects', 'count', KEYPOINT], 'keypoints')],
  },
  takes: [...INPUT_OPTIONS, ...DETECTION_OPTIONS, ...POSE_OPTIONS],

  readings({ inputs, outputs, facts }, hints) {
    const input = floatPicture(inputs);
    const [dets, keypoints] = [valueNamed(outputs, 'dets'), valueNamed(outputs, 'keypoints')];
    if (!input || !isFloat(dets, [1, null, BOX]) || !isFloat(keypoints, [1, null, null, KEYPOINT])) return [];
    const count = sizeOf(keypoints, 2) ?? hints.options.keypoints?.length ?? COCO_POSE.keypoints.length;
    return [
      {
        certainty: 'names',
        because: 'its outputs are `dets` and `keypoints`',
        what: `people with ${count} keypoints`,
        choose: '`family: rtmo`',
        layout: { input, keypoints: count },
        labels: {
          classes: [...(facts.classes?.length === 1 ? facts.classes : ['person'])],
          ...keypointLabels(count, facts),
        },
      },
    ];
  },

  refuses: ({ input }, settings) => refusesSize(input, settings, STEP),

  input: ({ input }, settings) => mmInput(input, settings, { mean: ZERO, std: ONE }),

  decoder({ keypoints: count }, settings) {
    const selection = new Selection(settings, null);
    return (outputs, at) => {
      const dets = numbers(outputs.dets, [1, null, BOX]);
      const { values } = numbers(outputs.keypoints, [1, dets.dims[1] ?? 0, count, KEYPOINT]);
      propose(dets, selection, () => 0, 1);
      return selection.detections(at, (row) => readKeypoints(values, row, count, at));
    };
  },
};

function readKeypoints(values: Float32Array, row: number, count: number, at: Letterbox) {
  return Array.from({ length: count }, (_, index) => {
    const start = (row * count + index) * KEYPOINT;
    const [x = 0, y = 0, score = 0] = values.subarray(start, start + KEYPOINT);
    // Scores of keypoints may exceed 1 a little.
    return keypointAt(at, x, y, Math.min(score, 1));
  });
}

/** Rows of negative labels and of no score are padding. */
function propose(dets: Numbers, selection: Selection, classOf: (row: number) => number, classes: number): void {
  const { candidates, thresholds } = selection;
  candidates.clear();
  for (let row = 0; row < (dets.dims[1] ?? 0); row += 1) {
    const [left = 0, top = 0, right = 0, bottom = 0] = dets.values.subarray(row * BOX);
    const score = dets.values[row * BOX + SCORE] ?? 0;
    const id = classOf(row);
    if (id < 0 || score <= 0) continue;
    checkClass(id, classes);
    if (!(score < (thresholds[id] ?? 0))) candidates.add(id, score, left, top, right, bottom, row);
  }
}

function mmInput(input: PictureInput, settings: FamilySettings, numbers: { mean: PerColour; std: PerColour }) {
  return inputFormat(input, settings, {
    letterbox: 'top-left',
    rounding: 'down',
    padding: 114,
    colours: 'bgr',
    ...numbers,
    longest: LONGEST_SIDE,
    step: STEP,
  });
}
