import type { Labels } from '@framewatch/protocol';
import type { Size } from '../../picture/index.js';
import type { InputFormat } from '../input/format.js';
import type { Decoder } from '../output/decoder.js';
import type { ModelSignature } from '../types.js';
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

/**
 * Models that are fed and read in the same way. A family does no I/O and imports nothing that does: the configuration
 * reads it for its name, the main thread for its input, the model's threads for its decoder.
 */
export interface ModelFamily {
  readonly name: string;
  /** Inputs and outputs of this family, in words for whoever has to find out why a model does not fit. */
  readonly expects: string;
  /** The options that it takes. */
  readonly takes: readonly OptionName[];
  fits(signature: ModelSignature): boolean;
  /** What a model of this family names things by itself. */
  labels(signature: ModelSignature): Labels;
  /** Why a model that fits cannot be used with these settings, or null when it can. */
  refuses(signature: ModelSignature, settings: FamilySettings): string | null;
  /** The input half: what the main thread makes of a picture. */
  input(signature: ModelSignature, settings: FamilySettings): InputFormat;
  /** The output half, in the model's threads. */
  decoder(signature: ModelSignature, settings: FamilySettings): Decoder;
}
