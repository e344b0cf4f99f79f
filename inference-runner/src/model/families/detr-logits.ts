import { COCO_80, COCO_91, namedClasses } from './class-names.js';
import { floatsOf, PICTURE } from './expectation.js';
import type { ModelFamily } from './family.js';
import { DETECTION_OPTIONS, INPUT_OPTIONS } from './options.js';
import { floatPicture, IMAGENET, inputFormat, type PictureInput, refusesSize, TO_ONE, ZERO } from './picture-input.js';
import {
  cocoColumns,
  type Columns,
  columnsOf,
  queriesInWords,
  queryLabels,
  rawOutputs,
  rawQueryDecoder,
  type RawQueries,
  refusesColumns,
} from './queries.js';
import { sizeOf } from './shapes.js';

const NAMES = { boxes: ['pred_boxes'], scores: ['logits', 'pred_logits'] };
/** RT-DETR and what came of it (image processors of Hugging Face: 640×640, 0 to 1, `do_normalize: false`). */
const REAL_TIME = { side: 640, step: 32, queries: 300 } as const;
/** DETR and what came of it (image processors of Hugging Face: shortest side 800, longest 1333 at most, ImageNet). */
const FIRST = { longest: 1333, step: 1, queries: 100 } as const;

interface DetrLogitsLayout extends RawQueries {
  input: PictureInput;
  /** How the authors scale pictures and colours. */
  kin: 'real-time' | 'first';
}

/** DETR, RT-DETR, D-FINE as Hugging Face's transformers are exported: raw scores and boxes of queries. */
export const detrLogits: ModelFamily<DetrLogitsLayout> = {
  name: 'detr-logits',
  expects: {
    inputs: [PICTURE],
    outputs: [floatsOf([1, 'queries', 'classes'], 'logits'), floatsOf([1, 'queries', 4], 'pred_boxes')],
  },
  takes: [...INPUT_OPTIONS, ...DETECTION_OPTIONS],

  readings({ inputs, outputs, facts }, hints) {
    const input = floatPicture(inputs);
    const found = rawOutputs(outputs, NAMES);
    if (!input || !found) return [];
    const { certainty, boxes, scores } = found;
    const kinds = kindsOf(sizeOf(scores, 2), sizeOf(boxes, 1) ?? sizeOf(scores, 1), namedClasses(facts, hints));
    return kinds.map(({ columns, activation, kin, note }) => {
      const named = queryLabels(columns, facts);
      return {
        certainty,
        because:
          certainty === 'names'
            ? `its outputs are \`${scores.name}\` and \`${boxes.name}\``
            : 'its outputs are boxes and scores of queries',
        what: `${queriesInWords(columns)}, ${activation === 'softmax' ? 'with' : 'without'} a background`,
        choose: certainty === 'names' ? `\`labels\` with ${columns.ofClass.length} names` : '`family: detr-logits`',
        layout: { input, boxes: boxes.name, scores: scores.name, columns, activation, kin },
        labels: named.labels,
        notes: [...named.notes, note],
      };
    });
  },

  refuses: ({ input, columns, kin }, settings) =>
    refusesColumns(columns) ?? refusesSize(input, settings, kin === 'first' ? FIRST.step : REAL_TIME.step),

  input: ({ input, kin }, settings) =>
    kin === 'first'
      ? inputFormat(input, settings, {
          letterbox: input.fixed ? 'stretch' : 'centre',
          padding: 114,
          antialias: true,
          colours: 'rgb',
          ...IMAGENET,
          longest: FIRST.longest,
          step: FIRST.step,
        })
      : inputFormat(input, settings, {
          letterbox: 'stretch',
          padding: 114,
          antialias: true,
          colours: 'rgb',
          mean: ZERO,
          std: TO_ONE,
          longest: REAL_TIME.side,
          step: REAL_TIME.step,
        }),

  decoder: (layout, settings) => rawQueryDecoder(layout, settings),
};

interface Kind extends Pick<DetrLogitsLayout, 'columns' | 'activation' | 'kin'> {
  note: string;
}

const COLOURS = '`options.mean` and `options.std` say otherwise';
const sigmoid = (columns: Columns, kin: DetrLogitsLayout['kin'] = 'real-time'): Kind => ({
  columns,
  activation: 'sigmoid',
  kin,
  note:
    kin === 'real-time'
      ? `its colours are taken from 0 to 1, as RT-DETR and D-FINE want them: ${COLOURS}`
      : `its colours are taken less the mean of ImageNet, as Deformable DETR wants them: ${COLOURS}`,
});
const softmax = (columns: Columns): Kind => ({
  columns,
  activation: 'softmax',
  kin: 'first',
  note: `the last of its scores is that of the background, and its colours are taken less the mean of ImageNet, as DETR wants them: ${COLOURS}`,
});

/** What a model with so many scores of each query may be. */
function kindsOf(count: number | null, queries: number | null, named: number | null): Kind[] {
  if (count === null) return [sigmoid(columnsOf(named ?? 0, null))];
  const isCoco = named === null || named === COCO_80.length || named === COCO_91.length;
  if (isCoco && count === COCO_91.length) return [sigmoid(cocoColumns(named, count), 'first')];
  if (isCoco && count === COCO_91.length + 1) return [softmax(cocoColumns(named, count))];
  if (named === count || (named === null && count === COCO_80.length)) return [sigmoid(columnsOf(count, count))];
  if (named === count - 1) return [softmax(columnsOf(named, count))];
  const each = sigmoid(columnsOf(count, count));
  const best = softmax(columnsOf(count - 1, count));
  if (queries === REAL_TIME.queries || count === 1) return [each];
  return queries === FIRST.queries ? [best] : [each, best];
}
