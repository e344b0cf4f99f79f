import { checkClass } from '../output/class-id.js';
import { NotFiniteError } from '../output/errors.js';
import { Selection } from '../output/selection.js';
import { integers, numbers } from '../output/tensors.js';
import type { ValueInfo } from '../types.js';
import { COCO_80, namedClasses } from './class-names.js';
import { floatsOf, integersOf, PICTURE } from './expectation.js';
import type { ModelFamily } from './family.js';
import { DETECTION_OPTIONS, INPUT_OPTIONS } from './options.js';
import { inputFormat, type PictureInput, pictureInput, refusesSize, TO_ONE, ZERO } from './picture-input.js';
import { BOX, columnsOf, queriesInWords, queryLabels } from './queries.js';
import { FLOATS, isFloat, isInteger } from './shapes.js';

const STEP = 32;
const SIDE = 640;

interface DetrSizedLayout {
  input: PictureInput;
  sizeInput: string;
  labels: string;
  boxes: string;
  scores: string;
  classes: number;
}

const LETTERBOX_NOTE =
  'whether such a model is made for pictures that are stretched (RT-DETR) or keep their shape (demos of D-FINE and DEIM) is not ' +
  'in its file: they are stretched, `options.letterbox: centre` keeps the shape';

/** RT-DETR, D-FINE, DEIM as their authors export them: the size goes in beside the picture, boxes come out in its pixels. */
export const detrSized: ModelFamily<DetrSizedLayout> = {
  name: 'detr-sized',
  expects: {
    inputs: [PICTURE, { types: ['int64'], shape: [1, 2] }],
    outputs: [integersOf([1, 'objects']), floatsOf([1, 'objects', BOX]), floatsOf([1, 'objects'])],
  },
  takes: [...INPUT_OPTIONS, ...DETECTION_OPTIONS],

  readings({ inputs, outputs, facts }, hints) {
    const inputOf = inputs.map((value) => pictureInput(value, 'nchw', FLOATS));
    const input = inputOf.find((each) => each !== null);
    const size = inputs.find((value) => value.type === 'int64' && isInteger(value, [1, 2]));
    const labels = outputs.find((value) => isInteger(value, [1, null]));
    const boxes = outputs.find((value) => isFloat(value, [1, null, BOX]));
    const scores = outputs.find((value) => isFloat(value, [1, null]));
    if (inputs.length !== 2 || !input || !size || outputs.length !== 3 || !labels || !boxes || !scores) return [];
    const columns = columnsOf(namedClasses(facts, hints) ?? COCO_80.length, null);
    const named = queryLabels(columns, facts);
    return [
      {
        certainty: isNamed(size, [labels, boxes, scores]) ? 'names' : 'shapes',
        because: `it takes the size of the picture in \`${size.name}\``,
        what: queriesInWords(columns),
        choose: '`family: detr-sized`',
        layout: {
          input,
          sizeInput: size.name,
          labels: labels.name,
          boxes: boxes.name,
          scores: scores.name,
          classes: columns.ofClass.length,
        },
        labels: named.labels,
        notes: [...named.notes, ...(hints.options.letterbox ? [] : [LETTERBOX_NOTE])],
      },
    ];
  },

  refuses: ({ input }, settings) => refusesSize(input, settings, STEP),

  input: ({ input, sizeInput }, settings) => ({
    ...inputFormat(input, settings, {
      letterbox: 'stretch',
      rounding: 'down',
      padding: 0,
      antialias: true,
      colours: 'rgb',
      mean: ZERO,
      std: TO_ONE,
      longest: SIDE,
      step: STEP,
    }),
    sizeInput,
  }),

  decoder(layout, settings) {
    const selection = new Selection(settings, null);
    const { candidates, thresholds } = selection;
    const { lowest } = selection;
    return (outputs, at) => {
      const { values: scores, dims } = numbers(outputs[layout.scores], [1, null]);
      const [, objects = 0] = dims;
      const boxes = numbers(outputs[layout.boxes], [1, objects, BOX]).values;
      const ids = integers(outputs[layout.labels], [1, objects]);
      candidates.clear();
      for (let row = 0; row < objects; row += 1) {
        const [score = 0, id = 0] = [scores[row], ids[row]];
        if (Number.isNaN(score)) throw new NotFiniteError();
        if (score < lowest) continue;
        checkClass(id, layout.classes);
        if (score < (thresholds[id] ?? 0)) continue;
        const [left = 0, top = 0, right = 0, bottom = 0] = boxes.subarray(row * BOX, (row + 1) * BOX);
        candidates.add(id, score, left, top, right, bottom, row);
      }
      return selection.detections(at);
    };
  },
};

function isNamed(size: ValueInfo, outputs: readonly ValueInfo[]): boolean {
  return size.name === 'orig_target_sizes' && outputs.map(({ name }) => name).join() === 'labels,boxes,scores';
}
