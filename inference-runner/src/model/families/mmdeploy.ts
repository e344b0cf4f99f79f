import type { Letterbox } from '../letterbox.js';
import { keypointAt } from '../output/keypoints.js';
import { Selection } from '../output/selection.js';
import { integers, numbers, type Numbers } from '../output/tensors.js';
import type { FileFacts } from '../types.js';
import { classNames, namedClasses } from './class-names.js';
import { COCO_POSE } from './coco-pose.js';
import { floatsOf, integersOf, PICTURE } from './expectation.js';
import type { FamilySettings, Hints, ModelFamily } from './family.js';
import { DETECTION_OPTIONS, INPUT_OPTIONS, type PerColour, POSE_OPTIONS } from './options.js';
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

interface BoxesLayout {
  input: PictureInput;
  classes: number;
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
    const { classes, names, notes } = namesFrom(facts, hints);
    return [
      {
        certainty: 'names',
        because: 'its outputs are `dets` and `labels`',
        what: `boxes of ${classes} classes`,
        choose: '`family: mmdeploy-detection`',
        layout: { input, classes },
        labels: { classes: names, ...NO_KEYPOINTS },
        notes: [
          ...notes,
          'its pictures are normalised as those of RTMDet: YOLOX takes `options.mean: [0, 0, 0]` and `options.std: [1, 1, 1]`',
        ],
      },
    ];
  },

  refuses: ({ input }, settings) => refusesSize(input, settings, STEP),

  input: ({ input }, settings) => mmInput(input, settings, IMAGENET_BGR),

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
    if (id >= classes) throw new Error(`an object of class ${id}, of ${classes}: name all of them in \`labels\``);
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

function namesFrom(facts: FileFacts, hints: Hints) {
  const classes = namedClasses(facts, hints) ?? COCO_CLASSES;
  return { classes, ...classNames(classes, facts) };
}
