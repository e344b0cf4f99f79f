import type { Labels } from '@framewatch/protocol';
import type { Letterbox } from '../letterbox.js';
import type { Decoder } from '../output/decoder.js';
import { NotFiniteError } from '../output/errors.js';
import { Selection } from '../output/selection.js';
import { numbers } from '../output/tensors.js';
import type { FileFacts, ValueInfo } from '../types.js';
import { COCO_80, COCO_91, classNames } from './class-names.js';
import type { FamilySettings } from './family.js';
import { NO_KEYPOINTS } from './pose.js';
import { isFloat, sizeOf } from './shapes.js';

/** The largest models of this kind have 900 queries; more rows are the places of a grid. */
export const MOST_QUERIES = 1000;
/** Centre, width and height of a query's box, in fractions of the input. */
export const BOX = 4;

/** Which columns of the scores are of which classes. Plain data. */
export interface Columns {
  /** How many there are; null where the signature does not say it. */
  count: number | null;
  /** The column of each class. */
  ofClass: readonly number[];
}

/** The first columns are those of the classes; what follows them is of no class. */
export function columnsOf(classes: number, count: number | null): Columns {
  return { count, ofClass: Array.from({ length: classes }, (_, id) => id) };
}

/** The columns are numbered as the categories of COCO are. `named`: 80 for those that have boxes, else all of them. */
export function cocoColumns(named: number | null, count: number): Columns {
  const ofClass = named === COCO_80.length ? COCO_80.map((name) => COCO_91.indexOf(name)) : COCO_91.map((_, id) => id);
  return { count, ofClass };
}

/** Names of such a model's classes, with what a user should know of them. */
export function queryLabels({ ofClass }: Columns, facts: FileFacts): { labels: Labels; notes: string[] } {
  const classes = ofClass.length;
  if (classes === COCO_91.length && facts.classes?.length !== classes) {
    const note = 'the file does not name its 91 classes, they are taken for the ids of COCO: `labels` names others';
    return { labels: { classes: [...COCO_91], ...NO_KEYPOINTS }, notes: [note] };
  }
  const { names, notes } = classNames(classes, facts);
  return { labels: { classes: names, ...NO_KEYPOINTS }, notes };
}

/** In words: `boxes of 80 classes`. */
export function queriesInWords({ ofClass: { length } }: Columns): string {
  return length === 1 ? 'boxes of 1 class' : `boxes of ${length} classes`;
}

/** Adds a query's box for one of its classes. */
export function addQuery(
  { candidates }: Selection,
  box: Float32Array,
  query: number,
  { inputWidth, inputHeight }: Letterbox,
  classId: number,
  score: number
): void {
  const [x = 0, y = 0, width = 0, height = 0] = box;
  const [left, right] = [(x - width / 2) * inputWidth, (x + width / 2) * inputWidth];
  const [top, bottom] = [(y - height / 2) * inputHeight, (y + height / 2) * inputHeight];
  candidates.add(classId, score, left, top, right, bottom, query);
}

/** Raw scores and boxes of queries, by the names of their outputs. */
export interface RawQueries {
  /** [1, queries, 4]. */
  boxes: string;
  /** [1, queries, columns]. */
  scores: string;
  columns: Columns;
  /** `sigmoid`: each class counts by itself. `softmax`: only the best of a query does, and the last column is the background. */
  activation: 'sigmoid' | 'softmax';
}

/** Reads raw queries. As many boxes as there are queries count at most, as the authors of such models have it. */
export function rawQueryDecoder({ boxes, scores, columns, activation }: RawQueries, settings: FamilySettings): Decoder {
  const selection = new Selection(settings, null);
  const propose = activation === 'sigmoid' ? proposeEach : proposeBest;
  const least = Math.max(...columns.ofClass) + 1;
  return (outputs, at) => {
    const { values, dims } = numbers(outputs[scores], [1, null, columns.count]);
    const [, queries = 0, width = 0] = dims;
    if (width < least) throw new Error(`expected scores of ${least} classes, got ${width}`);
    const places = numbers(outputs[boxes], [1, queries, BOX]).values;
    selection.candidates.clear();
    for (let query = 0; query < queries; query += 1) {
      const logits = values.subarray(query * width, (query + 1) * width);
      if (logits.some((logit) => Number.isNaN(logit) || logit === Infinity)) throw new NotFiniteError();
      const box = places.subarray(query * BOX, (query + 1) * BOX);
      propose(logits, columns, selection, (id, score) => addQuery(selection, box, query, at, id, score));
    }
    return selection.detections(at, undefined, queries);
  };
}

type Add = (classId: number, score: number) => void;

function proposeEach(logits: Float32Array, { ofClass }: Columns, { thresholds }: Selection, add: Add): void {
  for (let id = 0; id < ofClass.length; id += 1) {
    const score = 1 / (1 + Math.exp(-(logits[ofClass[id] ?? 0] ?? 0)));
    if (score >= (thresholds[id] ?? 0)) add(id, score);
  }
}

function proposeBest(logits: Float32Array, { ofClass }: Columns, { thresholds }: Selection, add: Add): void {
  const of = (id: number) => logits[ofClass[id] ?? 0] ?? 0;
  const best = ofClass.reduce((better, _, id) => (of(id) > of(better) ? id : better), 0);
  const sum = logits.reduce((total, logit) => total + Math.exp(logit - of(best)), 0);
  if (1 / sum >= (thresholds[best] ?? 0)) add(best, 1 / sum);
}

/** Outputs of raw queries, with how sure it is that they are these. */
export interface RawOutputs {
  certainty: 'names' | 'shapes';
  boxes: ValueInfo;
  scores: ValueInfo;
}

/** Finds boxes and scores by these names, or else by their shapes where there are no other outputs. */
export function rawOutputs(
  outputs: readonly ValueInfo[],
  names: { boxes: readonly string[]; scores: readonly string[] }
): RawOutputs | null {
  const isBoxes = (value: ValueInfo) => isFloat(value, [1, null, BOX]);
  const rows = outputs.filter((value) => isFloat(value, [1, null, null]));
  const boxes = rows.find((value) => names.boxes.includes(value.name) && isBoxes(value));
  const scores = rows.find((value) => names.scores.includes(value.name));
  if (boxes && scores) return { certainty: 'names', boxes, scores };
  const [first, second, ...others] = rows;
  if (!first || !second || others.length > 0 || outputs.length !== rows.length) return null;
  const queries = sizeOf(first, 1);
  if (queries === null || queries > MOST_QUERIES || sizeOf(second, 1) !== queries) return null;
  const [a, b] = [sizeOf(first, 2), sizeOf(second, 2)];
  // Where there are four classes as well, nothing tells boxes from scores.
  if (a === null || b === null || (a === BOX) === (b === BOX)) return null;
  return a === BOX
    ? { certainty: 'shapes', boxes: first, scores: second }
    : { certainty: 'shapes', boxes: second, scores: first };
}

/** Why such a model cannot be used, or null when it can. */
export function refusesColumns({ ofClass }: Columns): string | null {
  return ofClass.length > 0 ? null : 'its file does not say how many classes it has; name them in `labels`';
}
