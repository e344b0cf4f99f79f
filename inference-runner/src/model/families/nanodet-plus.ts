import { bestClass } from '../output/best-class.js';
import { Selection } from '../output/selection.js';
import { numbers } from '../output/tensors.js';
import { classNames } from './class-names.js';
import { distanceOf } from './distance.js';
import { floatsOf, PICTURE } from './expectation.js';
import type { ModelFamily } from './family.js';
import { fitsGrid, gridMemory, placesOf } from './grid.js';
import { DETECTION_OPTIONS, INPUT_OPTIONS } from './options.js';
import { floatPicture, IMAGENET_BGR, inputFormat, type PictureInput, refusesSize } from './picture-input.js';
import { NO_KEYPOINTS } from './pose.js';
import { isFloat, sizeOf } from './shapes.js';

const STRIDES = [8, 16, 32, 64];
const STEP = 64;
const SIDE = 416;
/** Each of the four distances is the mean of this many bins, weighed by their softmax. */
const BINS = 8;
const SIDES = 4;
const NMS_IOU = 0.6;

interface NanoDetLayout {
  input: PictureInput;
  output: string;
  classes: number;
}

/** NanoDet-Plus: for each cell the scores of the classes and the distances of the box's sides from the cell's corner. */
export const nanoDetPlus: ModelFamily<NanoDetLayout> = {
  name: 'nanodet-plus',
  expects: {
    inputs: [PICTURE],
    outputs: [floatsOf([1, 'places', 'classes + 32'])],
    where: 'there is a place for each cell of the strides 8, 16, 32 and 64',
  },
  takes: [...INPUT_OPTIONS, ...DETECTION_OPTIONS, 'nmsIou'],

  readings({ inputs, outputs, facts }) {
    const input = floatPicture(inputs);
    const [output] = outputs;
    if (!input || outputs.length !== 1 || !isFloat(output, [1, null, null]) || facts.task !== null) return [];
    const [places, values] = [sizeOf(output, 1), sizeOf(output, 2)];
    const classes = (values ?? 0) - SIDES * BINS;
    if (classes < 1) return [];
    const named = input.name === 'data' && output.name === 'output';
    const expected = input.fixed && placesOf(input.fixed, STRIDES);
    if (!fitsGrid(places, expected, named)) return [];
    const { names, notes } = classNames(classes, facts);
    return [
      {
        certainty: named ? 'names' : 'shapes',
        because: 'its output has a place for each cell of four strides, with 32 numbers for the box',
        what: `boxes of ${classes} classes`,
        choose: '`family: nanodet-plus`',
        layout: { input, output: output.name, classes },
        labels: { classes: names, ...NO_KEYPOINTS },
        notes,
      },
    ];
  },

  refuses: ({ input }, settings) => refusesSize(input, settings, STEP),

  input: ({ input }, settings) =>
    inputFormat(input, settings, {
      letterbox: 'stretch',
      padding: 0,
      colours: 'bgr',
      ...IMAGENET_BGR,
      longest: SIDE,
      step: STEP,
    }),

  decoder({ output, classes }, settings) {
    const selection = new Selection(settings, NMS_IOU);
    const gridFor = gridMemory(STRIDES);
    const width = classes + SIDES * BINS;
    return (outputs, at) => {
      const size = { width: at.inputWidth, height: at.inputHeight };
      const { values } = numbers(outputs[output], [1, placesOf(size, STRIDES), width]);
      const grid = gridFor(size);
      const { candidates, thresholds } = selection;
      candidates.clear();
      grid.strides.forEach((stride, place) => {
        const start = place * width;
        const id = bestClass(values, start, classes);
        const score = values[start + id] ?? 0;
        if (score < (thresholds[id] ?? 0)) return;
        const [x, y] = [(grid.columns[place] ?? 0) * stride, (grid.rows[place] ?? 0) * stride];
        const side = (index: number) => distanceOf(values, start + classes + index * BINS, BINS) * stride;
        candidates.add(id, score, x - side(0), y - side(1), x + side(2), y + side(3), place);
      });
      return selection.detections(at);
    };
  },
};
