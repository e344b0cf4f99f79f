import type { Detection, Labels } from '@framewatch/protocol';
import { boxInPicture, type Letterbox, round } from '../letterbox.js';
import { NotFiniteError } from '../output/errors.js';
import { keypointAt } from '../output/keypoints.js';
import { floats } from '../output/tensors.js';
import type { ValueInfo } from '../types.js';
import { floatsOf } from './expectation.js';
import type { FamilySettings, ModelFamily } from './family.js';
import { POSE_OPTIONS } from './options.js';
import { inputFormat, type PictureInput, pictureInput, refusesSize } from './picture-input.js';
import { isFloat } from './shapes.js';

const SIDE = 128;
/** Cells across, and boxes of each cell. */
const GRIDS = [
  { across: 16, each: 2 },
  { across: 8, each: 6 },
];
/** Centre and size of the box, then x and y of six keypoints; pixels of the input, from the cell's centre. */
const VALUES = 16;
const KEYPOINTS = 6;
/** Of MediaPipe's graph for this model (`face_detection_short_range`). */
const SCORE_LIMIT = 100;
const SAME_FACE_IOU = 0.3;
const MOST_FACES = 100;

const LABELS: Labels = {
  classes: ['face'],
  keypoints: ['right_eye', 'left_eye', 'nose_tip', 'mouth_centre', 'right_ear', 'left_ear'],
  skeleton: [],
};

interface BlazeFaceLayout {
  input: PictureInput;
  /** Names of the outputs, the finer grid first. */
  scores: string[];
  boxes: string[];
}

/** A face that one cell sees: confidence, then what the model gives of it in pixels of the input. */
interface Face {
  score: number;
  values: number[];
}

/** BlazeFace, short range: faces with six keypoints. What overlaps is one face, the mean of what the cells see of it. */
export const blazeFace: ModelFamily<BlazeFaceLayout> = {
  name: 'blazeface',
  expects: {
    inputs: [{ types: ['float32'], shape: [1, SIDE, SIDE, 3] }],
    outputs: [1, VALUES].flatMap((values) => GRIDS.map((grid) => floatsOf([1, placesOf(grid), values]))),
  },
  takes: ['letterbox', 'maxDetections', ...POSE_OPTIONS],

  readings({ inputs, outputs }) {
    const input = inputs.length === 1 ? pictureInput(inputs[0], 'nhwc', ['float32']) : null;
    const [scores, boxes] = [namesOf(outputs, 1), namesOf(outputs, VALUES)];
    if (!input || outputs.length !== 2 * GRIDS.length || !scores || !boxes) return [];
    return [
      {
        certainty: 'shapes',
        because: 'its outputs are scores and boxes of 896 places',
        what: 'faces with 6 keypoints',
        choose: '`family: blazeface`',
        layout: { input: { ...input, fixed: { width: SIDE, height: SIDE } }, scores, boxes },
        labels: LABELS,
      },
    ];
  },

  refuses: ({ input }, settings) => refusesSize(input, settings, SIDE),

  input: ({ input }, settings) =>
    inputFormat(input, settings, {
      letterbox: 'centre',
      padding: 0,
      antialias: true,
      colours: 'rgb',
      mean: [127.5, 127.5, 127.5],
      std: [127.5, 127.5, 127.5],
      longest: SIDE,
      step: SIDE,
    }),

  decoder({ scores, boxes }, settings) {
    return (outputs, at) => {
      const faces = GRIDS.flatMap((grid, index) => {
        const places = placesOf(grid);
        const confidences = floats(outputs[scores[index] ?? ''], [1, places, 1]);
        return facesOf(grid, confidences, floats(outputs[boxes[index] ?? ''], [1, places, VALUES]), settings);
      });
      faces.sort((a, b) => b.score - a.score);
      const found = merged(faces).flatMap((face) => detection(face, settings, at) ?? []);
      return found.slice(0, settings.options.maxDetections ?? MOST_FACES);
    };
  },
};

function namesOf(outputs: readonly ValueInfo[], values: number): string[] | null {
  const names = GRIDS.map((grid) => outputs.find((output) => isFloat(output, [1, placesOf(grid), values]))?.name);
  return names.includes(undefined) ? null : (names as string[]);
}

function placesOf({ across, each }: (typeof GRIDS)[number]): number {
  return across * across * each;
}

function facesOf(
  { across, each }: (typeof GRIDS)[number],
  scores: Float32Array,
  boxes: Float32Array,
  { confidence }: FamilySettings
) {
  const faces: Face[] = [];
  scores.forEach((raw, place) => {
    if (Number.isNaN(raw)) throw new NotFiniteError();
    const score = 1 / (1 + Math.exp(-Math.min(Math.max(raw, -SCORE_LIMIT), SCORE_LIMIT)));
    if (score < confidence) return;
    const cell = Math.floor(place / each);
    const centre = [cell % across, Math.floor(cell / across)].map((index) => ((index + 0.5) * SIDE) / across);
    // Width and height are the only numbers that are no position.
    const isSize = (index: number) => index === 2 || index === 3;
    const values = Array.from(boxes.subarray(place * VALUES, (place + 1) * VALUES), (value, index) =>
      isSize(index) ? value : value + (centre[index % 2] ?? 0)
    );
    if (!values.every(Number.isFinite)) throw new NotFiniteError();
    faces.push({ score, values });
  });
  return faces;
}

/** What overlaps the surest becomes one face with it: the mean, weighed by the scores, with the surest one's score. */
function merged(faces: readonly Face[]): Face[] {
  const found: Face[] = [];
  let rest = faces;
  while (rest.length > 0 && found.length < MOST_FACES) {
    const [surest] = rest as [Face, ...Face[]];
    const same = rest.filter((face) => face === surest || iouOf(face, surest) > SAME_FACE_IOU);
    const total = same.reduce((sum, { score }) => sum + score, 0);
    const values = surest.values.map(
      (_, index) => same.reduce((sum, { score, values: own }) => sum + score * (own[index] ?? 0), 0) / total
    );
    found.push({ score: surest.score, values });
    rest = rest.filter((face) => !same.includes(face));
  }
  return found;
}

function cornersOf({ values: [x = 0, y = 0, width = 0, height = 0] }: Face) {
  return {
    left: x - width / 2,
    top: y - height / 2,
    right: x + width / 2,
    bottom: y + height / 2,
    area: width * height,
  };
}

function iouOf(a: Face, b: Face): number {
  const [one, other] = [cornersOf(a), cornersOf(b)];
  const width = Math.max(0, Math.min(one.right, other.right) - Math.max(one.left, other.left));
  const height = Math.max(0, Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top));
  const shared = width * height;
  return shared / (one.area + other.area - shared);
}

function detection(face: Face, { labels }: FamilySettings, at: Letterbox): Detection | null {
  const { left, top, right, bottom } = cornersOf(face);
  const box = boxInPicture(at, left / SIDE, top / SIDE, right / SIDE, bottom / SIDE);
  if (!box) return null;
  const keypoints = Array.from({ length: KEYPOINTS }, (_, index) => {
    const [x = 0, y = 0] = face.values.slice(4 + 2 * index);
    return keypointAt(at, x, y, face.score);
  });
  return { class: labels.classes[0] ?? '', confidence: round(face.score), box, keypoints };
}
