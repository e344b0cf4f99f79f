import { LETTERBOXES, type LetterboxStyle } from '../letterbox.js';

export const COLOURS = ['rgb', 'bgr'] as const;
/** Order of the colours in the input. */
export type Colours = (typeof COLOURS)[number];

/** One number for each colour, in the order of the input. */
export type PerColour = readonly [number, number, number];

/** What can be said of a model beside its family. Each family says which of these it takes. */
export interface FamilyOptions {
  /** How a picture of another shape lies in the input. */
  letterbox?: LetterboxStyle | undefined;
  colours?: Colours | undefined;
  /** The input is (sample − mean) / std, with samples from 0 to 255, in the order of `colours`. */
  mean?: PerColour | undefined;
  std?: PerColour | undefined;
  /** Of two boxes of one class that overlap by more (intersection over union) the less confident is left out. */
  nmsIou?: number | undefined;
  /** Confidence below which detections of a class are left out, by the class's name; the model's own for the others. */
  classConfidence?: Readonly<Record<string, number>> | undefined;
  /** Names of the classes that count; others are left out. */
  keepClasses?: readonly string[] | undefined;
  /** Detections of one picture at most, the most confident. */
  maxDetections?: number | undefined;
  /** Names of the keypoints, in the order of the model's outputs. */
  keypoints?: readonly string[] | undefined;
  /** Lines between keypoints, by their names. */
  skeleton?: readonly (readonly [string, string])[] | undefined;
  /** Whether boxes come in pixels, and not as offsets in a grid. */
  decoded?: boolean | undefined;
}

export type OptionName = keyof FamilyOptions;

/** Options of groups that go together. */
export const INPUT_OPTIONS = ['letterbox', 'colours', 'mean', 'std'] as const satisfies OptionName[];
export const DETECTION_OPTIONS = ['classConfidence', 'keepClasses', 'maxDetections'] as const satisfies OptionName[];
export const POSE_OPTIONS = ['keypoints', 'skeleton'] as const satisfies OptionName[];

interface OptionRule {
  /** Completes "expected …". */
  expected: string;
  accepts: (value: unknown) => boolean;
}

/** What a result has room for (protocol). */
const MAX_KEYPOINTS = 256;
const MAX_CHARACTERS = 128;

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isFraction = (value: unknown): boolean => isNumber(value) && value >= 0 && value <= 1;
const isName = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= MAX_CHARACTERS;
const isListOf = (accepts: (value: unknown) => boolean, length?: number) => (value: unknown) =>
  Array.isArray(value) && value.length > 0 && (length ?? value.length) === value.length && value.every(accepts);
const isSetOfNames = (value: unknown): value is string[] =>
  isListOf(isName)(value) && new Set(value as string[]).size === (value as string[]).length;

/** Every option, and what it may be. */
export const OPTIONS: Readonly<Record<OptionName, OptionRule>> = {
  letterbox: {
    expected: `one of ${LETTERBOXES.join(', ')}`,
    accepts: (value) => LETTERBOXES.some((style) => style === value),
  },
  colours: {
    expected: `one of ${COLOURS.join(', ')}`,
    accepts: (value) => COLOURS.some((colours) => colours === value),
  },
  mean: { expected: 'a list of three numbers, one for each colour', accepts: isListOf(isNumber, 3) },
  std: {
    expected: 'a list of three numbers above 0, one for each colour',
    accepts: isListOf((value) => isNumber(value) && value > 0, 3),
  },
  nmsIou: { expected: 'a number from 0 to 1', accepts: isFraction },
  classConfidence: {
    expected: 'names of classes, each with a confidence from 0 to 1',
    accepts: (value) => typeof value === 'object' && value !== null && isListOf(isFraction)(Object.values(value)),
  },
  keepClasses: { expected: 'a list of names of classes, each once', accepts: isSetOfNames },
  maxDetections: {
    expected: 'a whole number from 1 to 1000',
    accepts: (value) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 1000,
  },
  keypoints: {
    expected: `a list of ${MAX_KEYPOINTS} names of keypoints at most, each once`,
    accepts: (value) => isSetOfNames(value) && value.length <= MAX_KEYPOINTS,
  },
  skeleton: {
    expected: 'a list of pairs of names of keypoints',
    accepts: isListOf(isListOf(isName, 2)),
  },
  decoded: { expected: 'true or false', accepts: (value) => typeof value === 'boolean' },
};
