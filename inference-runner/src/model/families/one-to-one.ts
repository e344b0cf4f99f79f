import { checkClass } from '../output/class-id.js';
import { NotFiniteError } from '../output/errors.js';
import { keypointAt } from '../output/keypoints.js';
import { Selection } from '../output/selection.js';
import { numbers } from '../output/tensors.js';
import type { ModelSignature, ValueInfo } from '../types.js';
import { anchorFree, isDetr, longestOf } from './anchor-free.js';
import { namedClasses } from './class-names.js';
import { floatsOf, PICTURE } from './expectation.js';
import type { Hints, ModelFamily, Reading } from './family.js';
import { DETECTION_OPTIONS, INPUT_OPTIONS, POSE_OPTIONS } from './options.js';
import { floatPicture, type PictureInput, refusesSize } from './picture-input.js';
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

/** left, top, right, bottom, score and class of one object; of an oriented box centre and size. */
const VALUES = 6;
const STEP = 32;
/** More rows are the places of a grid, and no objects. */
const MOST_OBJECTS = 1000;
/** Boxes that all end before this pixel are none in pixels: a row looks the same where they are fractions. */
const FRACTIONS = 2;
const PERSON_POSE = { count: 17, values: 3 } as const;
/** Where nothing tells how many there are. */
const UNKNOWN_CLASSES = 91;
/** The exporter fixes it in the file. */
const BAKED_CONFIDENCE = 0.25;

interface OneToOneLayout {
  input: PictureInput;
  longest: number;
  output: string;
  classes: number;
  extras: Extras;
}

/**
 * Detectors whose outputs are final: YOLOv10, YOLO26 and others with a one-to-one head, and such as were exported with the
 * suppression of overlaps. A row for each object; rows of zeros are padding.
 */
export const oneToOne: ModelFamily<OneToOneLayout> = {
  name: 'one-to-one',
  expects: {
    inputs: [PICTURE],
    outputs: [floatsOf([1, 'objects', '6 + extras'])],
    where: 'there are 1000 objects at most, each of 6 numbers and those of its keypoints or mask',
  },
  takes: [...INPUT_OPTIONS, ...DETECTION_OPTIONS, ...POSE_OPTIONS],

  readings(signature, hints) {
    const { inputs, outputs } = signature;
    const input = floatPicture(inputs);
    const [output] = outputs;
    if (!input || !isFloat(output, [1, null, null])) return [];
    const layout = { input, output: output.name, longest: longestOf(signature) };
    return signature.facts.task === null
      ? fromShapes(signature, output, layout, hints)
      : fromFile(signature, output, layout, hints);
  },

  refuses: ({ input }, settings) => refusesSize(input, settings, STEP),

  input: (layout, settings) => anchorFree.input(layout, settings),

  decoder({ output, classes, extras }, settings) {
    const selection = new Selection(settings, null);
    const { candidates, thresholds } = selection;
    const width = VALUES + extras.values;
    return (outputs, at) => {
      const { values, dims } = numbers(outputs[output], [1, null, width]);
      candidates.clear();
      let furthest = 0;
      for (let row = 0; row < (dims[1] ?? 0); row += 1) {
        const object = values.subarray(row * width, (row + 1) * width);
        const [a = 0, b = 0, c = 0, d = 0, score = 0, id = 0] = object;
        if (Number.isNaN(score)) throw new NotFiniteError();
        // A row of zeros is padding, whatever the threshold.
        if (score <= 0) continue;
        checkClass(id, classes);
        if (score < (thresholds[id] ?? 0)) continue;
        furthest = Math.max(furthest, c, d);
        if (!extras.oriented) candidates.add(id, score, a, b, c, d, row);
        else {
          const [halfWidth, halfHeight] = uprightHalf(c, d, object[VALUES] ?? 0);
          candidates.add(id, score, a - halfWidth, b - halfHeight, a + halfWidth, b + halfHeight, row);
        }
      }
      if (candidates.length > 0 && furthest <= FRACTIONS) {
        throw new Error('its boxes are fractions of the input, not pixels; set `family: detr-queries`');
      }
      const { keypoints } = extras;
      if (!keypoints) return selection.detections(at);
      return selection.detections(at, (row) =>
        Array.from({ length: keypoints.count }, (_, index) => {
          const first = row * width + VALUES + index * keypoints.values;
          const [x = 0, y = 0, visibility = 1] = values.subarray(first, first + keypoints.values);
          return keypointAt(at, x, y, visibility);
        })
      );
    };
  },
};

type Base = Pick<OneToOneLayout, 'input' | 'output' | 'longest'>;

function fromFile(signature: ModelSignature, output: ValueInfo, base: Base, hints: Hints): Reading<OneToOneLayout>[] {
  const { facts, outputs } = signature;
  const extras = extrasOf(facts, outputs);
  const classes = namedClasses(facts, hints);
  if (!extras || classes === null || isDetr(facts.head)) return [];
  const [objects, values] = [sizeOf(output, 1), sizeOf(output, 2)];
  const final = facts.endToEnd === true || facts.nms === true;
  const fits = values === VALUES + extras.values && (objects === null || objects <= MOST_OBJECTS);
  if (!fits && !(values === null && objects === null && final)) return [];
  const { labels, notes } = yoloLabels(classes, extras, facts);
  const baked = facts.nms
    ? [`it leaves out what is below a confidence of ${BAKED_CONFIDENCE} itself: a lower \`confidence\` has no effect`]
    : [];
  return [
    {
      certainty: 'file',
      because: `its metadata says ${facts.task}, its outputs are final`,
      what: inWords(classes, extras),
      choose: '`family: one-to-one`',
      layout: { ...base, classes, extras },
      labels,
      notes: [...notes, ...baked],
    },
  ];
}

function fromShapes(signature: ModelSignature, output: ValueInfo, base: Base, hints: Hints): Reading<OneToOneLayout>[] {
  const [objects, values] = [sizeOf(output, 1), sizeOf(output, 2)];
  if (values === null || (objects ?? 0) > MOST_OBJECTS) return [];
  const named = base.input.name === 'images' && base.output === 'output0';
  if (objects === null && !named) return [];
  const extras = guessExtras(values - VALUES, signature.outputs, hints);
  if (!extras) return [];
  const classes = hints.classes ?? (extras.keypoints ? 1 : UNKNOWN_CLASSES);
  const { labels, notes } = yoloLabels(classes, extras, signature.facts);
  return [
    {
      // The same shape may be that of queries of three classes.
      certainty: named && !extras.oriented ? 'names' : 'shapes',
      because: `its output has ${objects ?? 'some'} rows of ${values} numbers`,
      what:
        hints.classes === null && !extras.keypoints
          ? `${extras.oriented ? 'oriented boxes' : 'boxes'} of an unknown number of classes`
          : inWords(classes, extras),
      choose: '`family: one-to-one`',
      layout: { ...base, classes, extras },
      labels,
      notes,
    },
  ];
}

function guessExtras(values: number, outputs: readonly ValueInfo[], { options }: Hints): Extras | null {
  if (values === 0) return NO_EXTRAS;
  if (values === 1) return ORIENTED;
  const count = options.keypoints?.length ?? PERSON_POSE.count;
  const each = ([3, 2] as const).find((numbers) => count * numbers === values);
  if (each) return { values, keypoints: { count, values: each }, oriented: false };
  return values === maskCoefficients(outputs) ? { ...NO_EXTRAS, values } : null;
}
