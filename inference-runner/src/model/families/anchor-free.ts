import { BestClasses } from '../output/best-classes.js';
import { keypointAt } from '../output/keypoints.js';
import { Selection } from '../output/selection.js';
import { type OrientedBox, orientedSuppression } from '../output/suppress-oriented.js';
import { numbers, type Numbers } from '../output/tensors.js';
import type { ModelSignature, ValueInfo } from '../types.js';
import { COCO_80, namedClasses } from './class-names.js';
import { floatsOf, PICTURE } from './expectation.js';
import type { Certainty, Hints, ModelFamily, Reading } from './family.js';
import { fitsGrid, placesOf } from './grid.js';
import { DETECTION_OPTIONS, INPUT_OPTIONS, POSE_OPTIONS } from './options.js';
import { floatPicture, inputFormat, type PictureInput, refusesSize, TO_ONE, ZERO } from './picture-input.js';
import { isFloat, sizeOf } from './shapes.js';
import {
  type Extras,
  extrasOf,
  inWords,
  maskCoefficients,
  NO_EXTRAS,
  ORIENTED,
  uprightHalf,
  yoloLabels,
} from './yolo.js';

const NAME = 'anchor-free';
/** Centre, width and height, before the scores of the classes. */
const BOX = 4;
const STRIDES = [8, 16, 32];
const STEP = 32;
const LONGEST_SIDE = 640;
/** What `predict` of the exporter takes where nothing is said. */
const NMS_IOU = 0.7;
/** Of the people of COCO. */
const PERSON_KEYPOINTS = 17;
/** How many classes models with keypoints have, and models of oriented boxes: people or all of COCO; those of DOTA or of COCO. */
const POSE_CLASSES = [1, 80];
const ORIENTED_CLASSES = [15, 80];

export interface AnchorFreeLayout {
  input: PictureInput;
  /** Longest side of an input of free size, pixels. */
  longest: number;
  output: string;
  classes: number;
  extras: Extras;
}

/**
 * Detectors without anchors whose boxes are not suppressed yet, as YOLOv8, YOLO11 and many after them are exported: a column
 * for each place, of centre, size, a score for each class, and perhaps keypoints, mask coefficients or an angle.
 */
export const anchorFree: ModelFamily<AnchorFreeLayout> = {
  name: NAME,
  expects: {
    inputs: [PICTURE],
    outputs: [floatsOf([1, '4 + classes + extras', 'places'])],
    where: 'there is a place for each cell of the strides 8, 16 and 32',
  },
  takes: [...INPUT_OPTIONS, ...DETECTION_OPTIONS, ...POSE_OPTIONS, 'nmsIou'],

  readings(signature, hints) {
    const { inputs, outputs, facts } = signature;
    const input = floatPicture(inputs);
    const [output] = outputs;
    if (!input || !isFloat(output, [1, null, null])) return [];
    const kinds = kindsOf(signature, output, input, hints);
    return kinds.map((kind) => reading(kind, { input, output: output.name, longest: longestOf(signature) }, facts));
  },

  refuses: ({ input }, settings) => refusesSize(input, settings, STEP),

  input: ({ input, longest }, settings) =>
    inputFormat(input, settings, {
      letterbox: 'centre',
      rounding: 'even',
      padding: 114,
      colours: 'rgb',
      mean: ZERO,
      std: TO_ONE,
      longest,
      step: STEP,
    }),

  decoder(layout, settings) {
    const { output, classes, extras } = layout;
    let columns: Numbers = { values: new Float32Array(), dims: [] };
    const orientedBox = (place: number): OrientedBox => {
      const value = (row: number) => columns.values[row * (columns.dims[2] ?? 0) + place] ?? 0;
      return [value(0), value(1), value(2), value(3), value(BOX + classes)];
    };
    const selection = new Selection(settings, NMS_IOU, extras.oriented ? orientedSuppression(orientedBox) : undefined);
    const best = new BestClasses();
    return (outputs, at) => {
      columns = numbers(outputs[output], [1, BOX + classes + extras.values, null]);
      const places = columns.dims[2] ?? 0;
      best.find(columns.values, BOX * places, classes, places, selection.lowest);
      propose(columns, best, layout, selection);
      const { keypoints } = extras;
      return selection.detections(at, keypoints ? keypointReader(columns, layout, keypoints, at) : undefined);
    };
  },
};

interface Kind {
  certainty: Certainty;
  because: string;
  classes: number;
  extras: Extras;
  choose: string;
  notes?: string[];
}

/** What a model with such an output may be. */
function kindsOf({ outputs, facts }: ModelSignature, output: ValueInfo, input: PictureInput, hints: Hints): Kind[] {
  const [rows, places] = [sizeOf(output, 1), sizeOf(output, 2)];
  const extras = extrasOf(facts, outputs);
  const classes = namedClasses(facts, hints);
  if (facts.task !== null) {
    const final = facts.endToEnd === true || facts.nms === true;
    const fits = extras && classes !== null && (rows === BOX + classes + extras.values || (rows === null && !final));
    if (!fits || isDetr(facts.head)) return [];
    return [{ certainty: 'file', because: `its metadata says ${facts.task}`, classes, extras, choose: FAMILY }];
  }
  const expected = input.fixed && placesOf(input.fixed, STRIDES);
  const named = output.name === 'output0' && input.name === 'images';
  // Boxes are read without the grid: where the family is named, other strides are fine.
  const isChosen = hints.family === NAME;
  if (rows === null || rows <= BOX || !(isChosen || fitsGrid(places, expected, named))) return [];
  const certainty = named ? 'names' : 'shapes';
  const because = named ? 'its input is `images`, its output `output0`' : `its output has ${places} places`;
  return guesses(rows - BOX, outputs, { ...hints, classes }).map((guess) => ({ certainty, because, ...guess }));
}

const FAMILY = `\`family: ${NAME}\``;

type Guess = Omit<Kind, 'certainty' | 'because'>;

/** Ways to divide the rows below the box among classes and extras, where no metadata says it. */
function guesses(rows: number, outputs: readonly ValueInfo[], { classes, options }: Hints): Guess[] {
  const masks = maskCoefficients(outputs);
  if (masks !== null) return [{ classes: rows - masks, extras: { ...NO_EXTRAS, values: masks }, choose: FAMILY }];
  const poses = posesOf(rows, options.keypoints?.length ?? null, classes);
  if (options.keypoints) return poses;
  const boxes = { classes: rows, extras: NO_EXTRAS, choose: labelsOf(rows) };
  // Nothing but their number tells the angle of an oriented box from a class.
  const oriented = { classes: rows - 1, extras: ORIENTED, choose: labelsOf(rows - 1) };
  const all = [boxes, ...poses, ...(ORIENTED_CLASSES.includes(rows - 1) || classes !== null ? [oriented] : [])];
  const fitting = all.filter((guess) => guess.classes === (classes ?? guess.classes));
  const [first, ...others] = fitting;
  return first === boxes && others.length === 0 && classes === null && rows !== COCO_80.length
    ? [{ ...boxes, notes: [`all ${rows} numbers beside a box are taken for scores of classes: ${KEYPOINTS_SAY}`] }]
    : fitting;
}

const KEYPOINTS_SAY =
  '`options.keypoints` says that there are keypoints among them, `labels` that the last is an angle';

function labelsOf(count: number): string {
  return `\`labels\` with ${count} names`;
}

/** `count`: of keypoints, null where nobody says it. What is usual is no other number of classes. */
function posesOf(rows: number, count: number | null, classes: number | null): Guess[] {
  const fitting = ([3, 2] as const).flatMap((values) => {
    const keypoints = { count: count ?? PERSON_KEYPOINTS, values };
    const left = rows - keypoints.count * values;
    const extras = { values: rows - left, keypoints, oriented: false };
    const choose = count === null ? `\`options.keypoints\` with ${keypoints.count} names` : labelsOf(left);
    return left < 1 || left !== (classes ?? left) ? [] : [{ classes: left, extras, choose }];
  });
  const usual = fitting.filter((each) => POSE_CLASSES.includes(each.classes));
  return usual.length > 0 || (count === null && classes === null) ? usual : fitting;
}

function reading(
  { certainty, because, classes, extras, choose, notes = [] }: Kind,
  layout: Pick<AnchorFreeLayout, 'input' | 'output' | 'longest'>,
  facts: ModelSignature['facts']
): Reading<AnchorFreeLayout> {
  const named = yoloLabels(classes, extras, facts);
  return {
    certainty,
    because,
    what: inWords(classes, extras),
    choose,
    layout: { ...layout, classes, extras },
    labels: named.labels,
    notes: [...named.notes, ...notes],
  };
}

export function longestOf({ facts: { input } }: ModelSignature): number {
  return input ? Math.max(input.width, input.height) : LONGEST_SIDE;
}

/** Heads whose boxes are queries, and no places of a grid. */
export function isDetr(head: string | null): boolean {
  return head !== null && /detr/i.test(head);
}

function propose(
  { values, dims }: Numbers,
  best: BestClasses,
  { classes, extras }: AnchorFreeLayout,
  selection: Selection
) {
  const { candidates, thresholds, lowest } = selection;
  const places = dims[2] ?? 0;
  const value = (row: number, place: number) => values[row * places + place] ?? 0;
  candidates.clear();
  for (let place = 0; place < places; place += 1) {
    const score = best.scores[place] ?? 0;
    if (score < lowest) continue;
    const id = best.ids[place] ?? 0;
    if (score < (thresholds[id] ?? 0)) continue;
    const [x, y, width, height] = [value(0, place), value(1, place), value(2, place), value(3, place)];
    const [halfWidth, halfHeight] = extras.oriented
      ? uprightHalf(width, height, value(BOX + classes, place))
      : [width / 2, height / 2];
    candidates.add(id, score, x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight, place);
  }
}

function keypointReader(
  { values, dims: [, , places = 0] }: Numbers,
  { classes }: AnchorFreeLayout,
  { count, values: each }: { count: number; values: 2 | 3 },
  at: Parameters<typeof keypointAt>[0]
) {
  return (place: number) =>
    Array.from({ length: count }, (_, index) => {
      const number = (offset: number) => values[(BOX + classes + index * each + offset) * places + place] ?? 0;
      return keypointAt(at, number(0), number(1), each === 3 ? number(2) : 1);
    });
}
