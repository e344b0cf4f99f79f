import { checkClass } from '../output/class-id.js';
import { NotFiniteError } from '../output/errors.js';
import { Selection } from '../output/selection.js';
import { numbers } from '../output/tensors.js';
import { COCO_80, classNames, namedClasses } from './class-names.js';
import { floatsOf, packedPicture } from './expectation.js';
import type { ModelFamily } from './family.js';
import { DETECTION_OPTIONS, INPUT_OPTIONS } from './options.js';
import {
  inputFormat,
  ONE,
  type PictureInput,
  pictureInput,
  refusesNumbers,
  refusesSize,
  ZERO,
} from './picture-input.js';
import { NO_KEYPOINTS } from './pose.js';
import { isFloat, valueNamed } from './shapes.js';

/** left, top, right, bottom, score, index of the class. */
const VALUES = 6;
const STEP = 32;
const SIDE = 512;
const NAMES = ['detections', 'tower_0/detections'];

interface CenterNetLayout {
  input: PictureInput;
  output: string;
  classes: number;
}

/** CenterNet with its peaks found in the graph: rows of final boxes, in pixels of the input. */
export const centerNet: ModelFamily<CenterNetLayout> = {
  name: 'centernet',
  expects: {
    inputs: [packedPicture('uint8', 'float32')],
    outputs: [floatsOf([1, 'objects', VALUES], 'detections')],
  },
  takes: [...INPUT_OPTIONS, ...DETECTION_OPTIONS],

  readings({ inputs, outputs, facts }, hints) {
    const input = inputs.length === 1 ? pictureInput(inputs[0], 'nhwc', ['uint8', 'float32']) : null;
    const output = NAMES.map((name) => valueNamed(outputs, name)).find((value) => isFloat(value, [1, null, VALUES]));
    if (!input || !output) return [];
    const classes = namedClasses(facts, hints) ?? COCO_80.length;
    const { names, notes } = classNames(classes, facts);
    return [
      {
        certainty: facts.family === 'centernet' ? 'file' : 'names',
        because: 'its output `detections` has rows of 6 numbers',
        what: `boxes of ${classes} classes`,
        choose: '`family: centernet`',
        layout: { input, output: output.name, classes },
        labels: { classes: names, ...NO_KEYPOINTS },
        notes,
      },
    ];
  },

  refuses: ({ input }, settings) => refusesSize(input, settings, STEP) ?? refusesNumbers(input, settings),

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

  decoder({ output, classes }, settings) {
    const selection = new Selection(settings, null);
    const { candidates, thresholds } = selection;
    return (outputs, at) => {
      const { values, dims } = numbers(outputs[output], [1, null, VALUES]);
      candidates.clear();
      for (let row = 0; row < (dims[1] ?? 0); row += 1) {
        const [left = 0, top = 0, right = 0, bottom = 0, score = 0, id = 0] = values.subarray(row * VALUES);
        if (Number.isNaN(score)) throw new NotFiniteError();
        checkClass(id, classes);
        if (score >= (thresholds[id] ?? 0)) candidates.add(id, score, left, top, right, bottom, row);
      }
      return selection.detections(at);
    };
  },
};
