import { COCO_80, COCO_91, namedClasses } from './class-names.js';
import { floatsOf, PICTURE } from './expectation.js';
import type { ModelFamily } from './family.js';
import { DETECTION_OPTIONS, INPUT_OPTIONS } from './options.js';
import { floatPicture, IMAGENET, inputFormat, type PictureInput, refusesSize } from './picture-input.js';
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

const STEP = 32;
const SIDE = 576;
const NAMES = { boxes: ['dets'], scores: ['labels'] };

interface RfDetrLayout extends RawQueries {
  input: PictureInput;
}

/** RF-DETR: raw scores of queries, each class for itself, the picture stretched. */
export const rfDetr: ModelFamily<RfDetrLayout> = {
  name: 'rf-detr',
  expects: {
    inputs: [PICTURE],
    outputs: [floatsOf([1, 'queries', 4], 'dets'), floatsOf([1, 'queries', 'classes'], 'labels')],
  },
  takes: [...INPUT_OPTIONS, ...DETECTION_OPTIONS],

  readings({ inputs, outputs, facts }, hints) {
    const input = floatPicture(inputs);
    const found = rawOutputs(outputs, NAMES);
    if (!input || !found) return [];
    const { certainty, boxes, scores } = found;
    const { columns, notes } = columnsFor(sizeOf(scores, 2), namedClasses(facts, hints));
    const named = queryLabels(columns, facts);
    const masks = outputs.length > 2 ? ['its masks are not read: boxes only'] : [];
    return [
      {
        certainty,
        because:
          certainty === 'names' ? 'its outputs are `dets` and `labels`' : 'its outputs are boxes and scores of queries',
        what: queriesInWords(columns),
        choose: '`family: rf-detr`',
        layout: { input, boxes: boxes.name, scores: scores.name, columns, activation: 'sigmoid' },
        labels: named.labels,
        notes: [...named.notes, ...notes, ...masks],
      },
    ];
  },

  refuses: ({ input, columns }, settings) => refusesColumns(columns) ?? refusesSize(input, settings, STEP),

  input: ({ input }, settings) =>
    inputFormat(input, settings, {
      letterbox: 'stretch',
      padding: 0,
      colours: 'rgb',
      ...IMAGENET,
      longest: SIDE,
      step: STEP,
    }),

  decoder: (layout, settings) => rawQueryDecoder(layout, settings),
};

/** Models of COCO have a column for each category id; those that were trained on have one of the background at the end. */
function columnsFor(count: number | null, named: number | null): { columns: Columns; notes: string[] } {
  if (count === null) return { columns: columnsOf(named ?? 0, null), notes: [] };
  if (count === COCO_91.length && (named === null || named === COCO_80.length))
    return { columns: cocoColumns(named, count), notes: [] };
  if (named === count) return { columns: columnsOf(count, count), notes: [] };
  const classes = Math.max(1, count - 1);
  const note =
    `the last of its ${count} scores is taken for that of the background: ` +
    `\`labels\` with ${count} names says that it is of a class`;
  return { columns: columnsOf(classes, count), notes: named === null && count > 1 ? [note] : [] };
}
