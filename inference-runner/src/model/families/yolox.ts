import { Selection } from '../output/selection.js';
import { numbers, type Numbers } from '../output/tensors.js';
import { classNames } from './class-names.js';
import { floatsOf, PICTURE } from './expectation.js';
import type { ModelFamily } from './family.js';
import { fitsGrid, gridMemory, placesOf } from './grid.js';
import { BEFORE_CLASSES, proposeRows } from './objectness.js';
import { DETECTION_OPTIONS, INPUT_OPTIONS } from './options.js';
import { floatPicture, inputFormat, ONE, type PictureInput, refusesSize, ZERO } from './picture-input.js';
import { NO_KEYPOINTS } from './pose.js';
import { isFloat, sizeOf } from './shapes.js';

const STRIDES = [8, 16, 32];
const STEP = 32;
const LONGEST_SIDE = 640;
/** What its demo takes. */
const NMS_IOU = 0.45;

interface YoloxLayout {
  input: PictureInput;
  output: string;
  classes: number;
}

/** YOLOX as its own exporter writes it: offsets in a grid, or boxes in pixels where it was exported decoded. */
export const yolox: ModelFamily<YoloxLayout> = {
  name: 'yolox',
  expects: {
    inputs: [PICTURE],
    outputs: [floatsOf([1, 'places', '5 + classes'])],
    where: 'there is a place for each cell of the strides 8, 16 and 32',
  },
  takes: [...INPUT_OPTIONS, ...DETECTION_OPTIONS, 'nmsIou', 'decoded'],

  readings({ inputs, outputs, facts }) {
    const input = floatPicture(inputs);
    const [output] = outputs;
    if (!input || outputs.length !== 1 || !isFloat(output, [1, null, null]) || facts.task !== null) return [];
    const [places, values] = [sizeOf(output, 1), sizeOf(output, 2)];
    if (values === null || values <= BEFORE_CLASSES) return [];
    const expected = input.fixed && placesOf(input.fixed, STRIDES);
    const named = input.name === 'images' && output.name === 'output';
    if (!fitsGrid(places, expected, named)) return [];
    const classes = values - BEFORE_CLASSES;
    const { names, notes } = classNames(classes, facts);
    const undecided =
      'whether its boxes are in pixels or offsets in a grid is told by the numbers of its first picture: `options.decoded` says it';
    return [
      {
        certainty: named ? 'names' : 'shapes',
        because: named ? 'its input is `images`, its output `output`' : 'its output has a place for each cell',
        what: `boxes of ${classes} classes`,
        choose: '`family: yolox`',
        layout: { input, output: output.name, classes },
        labels: { classes: names, ...NO_KEYPOINTS },
        notes: [...notes, undecided],
      },
    ];
  },

  refuses: ({ input }, settings) => refusesSize(input, settings, STEP),

  input: ({ input }, settings) =>
    inputFormat(input, settings, {
      letterbox: 'top-left',
      rounding: 'down',
      padding: 114,
      colours: 'bgr',
      mean: ZERO,
      std: ONE,
      longest: LONGEST_SIDE,
      step: STEP,
    }),

  decoder({ output, classes }, settings) {
    const selection = new Selection(settings, NMS_IOU);
    const gridFor = gridMemory(STRIDES);
    let { decoded } = settings.options;
    return (outputs, at) => {
      const size = { width: at.inputWidth, height: at.inputHeight };
      const rows = numbers(outputs[output], [1, placesOf(size, STRIDES), BEFORE_CLASSES + classes]);
      decoded ??= isDecoded(rows, at.inputWidth);
      const grid = gridFor(size);
      proposeRows(rows, classes, selection, (place, x, y, width, height) => {
        if (decoded) return [x, y, width, height];
        const stride = grid.strides[place] ?? 0;
        const [column, row] = [grid.columns[place] ?? 0, grid.rows[place] ?? 0];
        return [(x + column) * stride, (y + row) * stride, Math.exp(width) * stride, Math.exp(height) * stride];
      });
      return selection.detections(at);
    };
  },
};

/** Offsets lie around 0.5, centres in pixels around the middle of the input; an eighth of it is far from both. */
function isDecoded({ values, dims: [, places = 0, width = 1] }: Numbers, inputWidth: number): boolean {
  let sum = 0;
  for (let place = 0; place < places; place += 1) sum += values[place * width] ?? 0;
  return sum / places > inputWidth / 8;
}
