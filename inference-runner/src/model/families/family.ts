import type { Labels } from '@framewatch/protocol';
import type { Size } from '../../picture/index.js';
import type { InputFormat } from '../input/format.js';
import type { Decoder } from '../output/decoder.js';
import type { ModelSignature } from '../types.js';
import type { Expectation } from './expectation.js';
import type { FamilyOptions, OptionName } from './options.js';

/** What the configuration says of a model, as its family takes it. Plain data: the model's threads get it too. */
export interface FamilySettings {
  /** Configured size of the input; null for the family's own choice. */
  input: Size | null;
  /** 0 to 1; detections below are left out. */
  confidence: number;
  labels: Labels;
  options: FamilyOptions;
}

/** What is said of a model that may decide how it is read. */
export interface Hints {
  /** Name of the family that is chosen, by the configuration or the file; null where it is to be found. */
  family: string | null;
  /** How many classes the configuration names; null where it names none. */
  classes: number | null;
  options: FamilyOptions;
}

/**
 * How sure a reading is: `file` where the file's metadata says so, `names` where the names of its inputs and outputs are those
 * of such models, `shapes` where only their shapes fit. The surest reading is taken.
 */
export const CERTAINTIES = ['shapes', 'names', 'file'] as const;
export type Certainty = (typeof CERTAINTIES)[number];

/** One way in which a model can be read. */
export interface Reading<Layout> {
  certainty: Certainty;
  /** What the model then is, in words: `objects of 80 classes`. */
  what: string;
  /** Why it is taken for that. */
  because: string;
  /** What in the configuration chooses this reading among others. */
  choose: string;
  /** What of the signature the two halves need. Plain data. */
  layout: Layout;
  /** What the model names things by itself. */
  labels: Labels;
  /** What a user should know of it. */
  notes?: readonly string[];
}

/**
 * Models that are fed and read in the same way. A family does no I/O and imports nothing that does: the configuration
 * reads it for its name, the main thread for its input, the model's threads for its decoder.
 */
export interface ModelFamily<Layout = unknown> {
  readonly name: string;
  /** What its inputs and outputs are, for whoever has to find out why a model does not fit. */
  readonly expects: Expectation;
  /** The options that it takes. */
  readonly takes: readonly OptionName[];
  /** Set where a model takes one object that another model has found, and not a whole picture. */
  readonly needsDetector?: true;
  /** The ways in which a model of this signature can be read as one of this family; none when it is none. */
  readings(signature: ModelSignature, hints: Hints): readonly Reading<Layout>[];
  /** Why a model cannot be used with these settings, or null when it can. */
  refuses(layout: Layout, settings: FamilySettings): string | null;
  /** The input half: what the main thread makes of a picture. */
  input(layout: Layout, settings: FamilySettings): InputFormat;
  /** The output half, in the model's threads. */
  decoder(layout: Layout, settings: FamilySettings): Decoder;
}
