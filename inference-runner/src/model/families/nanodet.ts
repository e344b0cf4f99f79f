import { bestClass } from '../output/best-class.js';
import { Selection } from '../output/selection.js';
import { numbers } from '../output/tensors.js';
import type { ValueInfo } from '../types.js';
import { classNames } from './class-names.js';
import { distanceOf } from './distance.js';
import { floatsOf, PICTURE } from './expectation.js';
import type { ModelFamily } from './family.js';
import { DETECTION_OPTIONS, INPUT_OPTIONS } from './options.js';
import { floatPicture, IMAGENET_BGR, inputFormat, type PictureInput, refusesSize } from './picture-input.js';
import { NO_KEYPOINTS } from './pose.js';
import { isFloat, sizeOf, valueNamed } from './shapes.js';

const STRIDES = [8, 16, 32];
const STEP = 32;
const SIDE = 416;
const SIDES = 4;
/** Numbers of a cell: four distances of 8 bins (`reg_max` 7 of the authors' configurations), or 11 (`reg_max` 10). */
const DISTANCES = [SIDES * 8, SIDES * 11];
const NMS_IOU = 0.6;

/** The cells of one stride, row by row: names of the outputs that tell of them. */
interface Grid {
  stride: number;
  scores: string;
  distances: string;
}

interface NanoDetLayout {
  input: PictureInput;
  grids: Grid[];
  classes: number;
  /** Each of the four distances is the mean of this many bins, weighed by their softmax. */
  bins: number;
}

/**
 * NanoDet before NanoDet-Plus: for each of three strides scores of the classes, and distances of the box's sides from the
 * middle of the cell.
 */
export const nanoDet: ModelFamily<NanoDetLayout> = {
  name: 'nanodet',
  expects: {
    inputs: [PICTURE],
    outputs: STRIDES.flatMap(() => [floatsOf([1, 'places', 'classes']), floatsOf([1, 'places', '4 × bins'])]),
    where: 'there are scores and distances for each cell of the strides 8, 16 and 32',
  },
  takes: [...INPUT_OPTIONS, ...DETECTION_OPTIONS, 'nmsIou'],

  readings({ inputs, outputs, facts }) {
    const input = floatPicture(inputs);
    if (!input || outputs.length !== 2 * STRIDES.length) return [];
    const named = gridsByName(outputs);
    const layout = layoutOf(input, outputs, named ?? gridsByShape(input, outputs));
    if (!layout) return [];
    const { names, notes } = classNames(layout.classes, facts);
    return [
      {
        certainty: facts.family === 'nanodet' ? 'file' : named ? 'names' : 'shapes',
        because: 'its outputs are scores and distances of the cells of three strides',
        what: `boxes of ${layout.classes} classes`,
        choose: '`family: nanodet`',
        layout,
        labels: { classes: names, ...NO_KEYPOINTS },
        notes,
      },
    ];
  },

  refuses: ({ input }, settings) => refusesSize(input, settings, STEP),

  input: ({ input }, settings) =>
    inputFormat(input, settings, {
      letterbox: 'centre',
      padding: 0,
      colours: 'bgr',
      ...IMAGENET_BGR,
      longest: SIDE,
      step: STEP,
    }),

  decoder({ grids, classes, bins }, settings) {
    const selection = new Selection(settings, NMS_IOU);
    return (outputs, at) => {
      const { candidates, thresholds } = selection;
      candidates.clear();
      let row = 0;
      for (const { stride, ...names } of grids) {
        const [across, down] = [Math.ceil(at.inputWidth / stride), Math.ceil(at.inputHeight / stride)];
        const { values: scores } = numbers(outputs[names.scores], [1, across * down, classes]);
        const { values: distances } = numbers(outputs[names.distances], [1, across * down, SIDES * bins]);
        for (let cell = 0; cell < across * down; cell += 1, row += 1) {
          const id = bestClass(scores, cell * classes, classes);
          const score = scores[cell * classes + id] ?? 0;
          if (score < (thresholds[id] ?? 0)) continue;
          const [x, y] = [((cell % across) + 0.5) * stride, (Math.floor(cell / across) + 0.5) * stride];
          const side = (index: number) => distanceOf(distances, (cell * SIDES + index) * bins, bins) * stride;
          candidates.add(id, score, x - side(0), y - side(1), x + side(2), y + side(3), row);
        }
      }
      return selection.detections(at);
    };
  },
};

/** Names that this project's conversion and the authors' own export give. */
function gridsByName(outputs: readonly ValueInfo[]): Grid[] | null {
  const ways = [
    (stride: number) => ({ stride, scores: `scores_${stride}`, distances: `distances_${stride}` }),
    (stride: number) => ({ stride, scores: `cls_pred_stride_${stride}`, distances: `dis_pred_stride_${stride}` }),
  ];
  const way = ways.find((names) => STRIDES.every((stride) => isThere(outputs, names(stride))));
  return way ? STRIDES.map(way) : null;
}

function isThere(outputs: readonly ValueInfo[], { scores, distances }: Grid): boolean {
  return valueNamed(outputs, scores) !== undefined && valueNamed(outputs, distances) !== undefined;
}

/** By the number of cells; of the two outputs of a stride the one with as many numbers as authors use has distances. */
function gridsByShape({ fixed }: PictureInput, outputs: readonly ValueInfo[]): Grid[] | null {
  if (!fixed) return null;
  const grids = STRIDES.flatMap((stride) => {
    const cells = Math.ceil(fixed.width / stride) * Math.ceil(fixed.height / stride);
    const both = outputs.filter(({ shape }) => shape.length === 3 && shape[1] === cells);
    const [distances, ...more] = both.filter((output) => DISTANCES.includes(sizeOf(output, 2) ?? 0));
    const scores = both.find((output) => output !== distances);
    return distances && scores && both.length === 2 && more.length === 0
      ? [{ stride, scores: scores.name, distances: distances.name }]
      : [];
  });
  return grids.length === STRIDES.length ? grids : null;
}

function layoutOf(input: PictureInput, outputs: readonly ValueInfo[], grids: Grid[] | null): NanoDetLayout | null {
  const [first] = grids ?? [];
  const scores = first && valueNamed(outputs, first.scores);
  const distances = first && valueNamed(outputs, first.distances);
  const [classes, values] = [scores && sizeOf(scores, 2), distances && sizeOf(distances, 2)];
  if (!grids || !classes || !values || values % SIDES !== 0) return null;
  const fits = grids.every(
    (grid) =>
      isFloat(valueNamed(outputs, grid.scores), [1, null, classes]) &&
      isFloat(valueNamed(outputs, grid.distances), [1, null, values])
  );
  return fits ? { input, grids, classes, bins: values / SIDES } : null;
}
