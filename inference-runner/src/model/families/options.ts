import { LETTERBOXES, type LetterboxStyle } from '../letterbox.js';

/** What can be said of a model beside its family. Each family says which of these it takes. */
export interface FamilyOptions {
  /** How a picture of another shape lies in the input. */
  letterbox?: LetterboxStyle | undefined;
  /** Detections of one picture at most, the most confident. */
  maxDetections?: number | undefined;
}

export type OptionName = keyof FamilyOptions;

interface OptionRule {
  /** Completes "expected …". */
  expected: string;
  accepts: (value: unknown) => boolean;
}

/** Every option, and what it may be. */
export const OPTIONS: Readonly<Record<OptionName, OptionRule>> = {
  letterbox: {
    expected: `one of ${LETTERBOXES.join(', ')}`,
    accepts: (value) => LETTERBOXES.some((style) => style === value),
  },
  maxDetections: {
    expected: 'a whole number from 1 to 1000',
    accepts: (value) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 1000,
  },
};
