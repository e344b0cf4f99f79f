import type { Letterbox } from '../letterbox.js';
import { bestClass } from '../output/best-class.js';
import { checkClass } from '../output/class-id.js';
import { NotFiniteError } from '../output/errors.js';
import { Selection } from '../output/selection.js';
import { numbers } from '../output/tensors.js';
import type { ModelSignature, ValueInfo } from '../types.js';
import { isDetr, longestOf } from './anchor-free.js';
import { COCO_80, namedClasses } from './class-names.js';
import { floatsOf, PICTURE } from './expectation.js';
import type { Certainty, Hints, ModelFamily, Reading } from './family.js';
import { DETECTION_OPTIONS, INPUT_OPTIONS } from './options.js';
import { floatPicture, inputFormat, type PictureInput, refusesSize, TO_ONE, ZERO } from './picture-input.js';
import { addQuery, BOX, columnsOf, MOST_QUERIES, queriesInWords, queryLabels } from './queries.js';
import { isFloat, sizeOf } from './shapes.js';

const NAME = 'detr-queries';
const STEP = 32;
/** Box, score and class. */
const FINAL = 6;
/** What Ultralytics exports. */
const QUERIES = 300;

interface DetrQueriesLayout {
  input: PictureInput;
  longest: number;
  output: string;
  classes: number;
  /** `scores`: each row is a box and a score for each class. `final`: box, score, class. Null where the numbers decide. */
  rows: 'scores' | 'final' | null;
}

/** RT-DETR as Ultralytics exports it: a row for each query, boxes in fractions of the input, the picture stretched. */
export const detrQueries: ModelFamily<DetrQueriesLayout> = {
  name: NAME,
  expects: {
    inputs: [PICTURE],
    outputs: [floatsOf([1, 'queries', '4 + classes'])],
    where: 'there are 300 queries, in `output0`, or `family` says it',
  },
  takes: [...INPUT_OPTIONS, ...DETECTION_OPTIONS],

  readings(signature, hints) {
    const { inputs, outputs, facts } = signature;
    const input = floatPicture(inputs);
    const [output] = outputs;
    if (!input || outputs.length !== 1 || !isFloat(output, [1, null, null])) return [];
    const kind = kindOf(signature, input, output, hints);
    if (!kind) return [];
    const columns = columnsOf(kind.classes, null);
    const reading: Reading<DetrQueriesLayout> = {
      certainty: kind.certainty,
      because: kind.because,
      what: queriesInWords(columns),
      choose: '`family: detr-queries`',
      layout: {
        input,
        longest: longestOf(signature),
        output: output.name,
        classes: kind.classes,
        rows: kind.rows,
      },
      ...queryLabels(columns, facts),
    };
    return [reading];
  },

  refuses: ({ input }, settings) => refusesSize(input, settings, STEP),

  input: ({ input, longest }, settings) =>
    inputFormat(input, settings, {
      letterbox: 'stretch',
      padding: 114,
      colours: 'rgb',
      mean: ZERO,
      std: TO_ONE,
      longest,
      step: STEP,
    }),

  decoder({ output, classes, rows }, settings) {
    const selection = new Selection(settings, null);
    return (outputs, at) => {
      const { values, dims } = numbers(outputs[output], [1, null, null]);
      const [, queries = 0, width = 0] = dims;
      selection.candidates.clear();
      const propose = (rows ?? rowsOf(values, width, classes)) === 'final' ? proposeFinal : proposeBest;
      if (width !== (propose === proposeFinal ? FINAL : BOX + classes))
        throw new Error(`rows of ${width} numbers are not of ${classes} classes; change \`labels\``);
      for (let query = 0; query < queries; query += 1) {
        propose(values.subarray(query * width, (query + 1) * width), query, classes, at, selection);
      }
      return selection.detections(at);
    };
  },
};

interface Kind extends Pick<DetrQueriesLayout, 'classes' | 'rows'> {
  certainty: Certainty;
  because: string;
}

/** What a model with such an output is; null where it is none of these. */
function kindOf({ facts }: ModelSignature, input: PictureInput, output: ValueInfo, hints: Hints): Kind | null {
  const [queries, width] = [sizeOf(output, 1), sizeOf(output, 2)];
  const named = namedClasses(facts, hints);
  const isOther = width !== null && named !== null && width !== FINAL && width !== BOX + named;
  if (isOther || (queries !== null && queries > MOST_QUERIES)) return null;
  const chosen = hints.family === NAME;
  if (isDetr(facts.head)) {
    if (named === null) return null;
    // Files that name their head have rows of box, score and class where both fit.
    const rows = width === FINAL ? 'final' : null;
    return { certainty: 'file', because: `its metadata says ${facts.head}`, classes: named, rows };
  }
  if (facts.task !== null) {
    const isBoth = facts.head === null && !facts.endToEnd && !facts.nms && named !== null && width === BOX + named;
    if (facts.task !== 'detect' || named === null || !(chosen || isBoth)) return null;
    const because = `its metadata says ${facts.task}, each of its rows has ${width ?? 'some'} numbers`;
    return { certainty: 'file', because, classes: named, rows: null };
  }
  if (!chosen && (input.name !== 'images' || output.name !== 'output0' || queries !== QUERIES)) return null;
  const because = `its output has ${queries ?? 'some'} rows of ${width ?? 'some'} numbers`;
  if (width === null || width === FINAL) {
    return chosen ? { certainty: 'shapes', because, classes: named ?? COCO_80.length, rows: null } : null;
  }
  return width > BOX ? { certainty: 'shapes', because, classes: width - BOX, rows: 'scores' } : null;
}

/** Where shapes do not decide: the class of every row is a whole number, scores of a class are not. */
function rowsOf(values: Float32Array, width: number, classes: number): 'scores' | 'final' {
  if (width !== FINAL) return 'scores';
  if (BOX + classes !== FINAL) return 'final';
  return values.every((value, i) => i % FINAL !== FINAL - 1 || value === 0 || value === 1) ? 'final' : 'scores';
}

function proposeFinal(row: Float32Array, query: number, classes: number, at: Letterbox, selection: Selection): void {
  const [score = 0, id = 0] = row.subarray(BOX);
  if (Number.isNaN(score)) throw new NotFiniteError();
  checkClass(id, classes);
  if (score >= (selection.thresholds[id] ?? 0)) addQuery(selection, row, query, at, id, score);
}

function proposeBest(row: Float32Array, query: number, classes: number, at: Letterbox, selection: Selection): void {
  const id = bestClass(row, BOX, classes);
  const score = row[BOX + id] ?? 0;
  if (score >= (selection.thresholds[id] ?? 0)) addQuery(selection, row, query, at, id, score);
}
