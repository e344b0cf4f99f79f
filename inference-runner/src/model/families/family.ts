import type { Size } from '../../picture/index.js';
import type { ModelAdapter, ModelSignature } from '../types.js';

export interface FamilyOptions {
  /** Configured size of the input; null for the family's own choice. */
  input: Size | null;
  confidence: number;
}

/** Models that are fed and read in the same way. */
export interface ModelFamily {
  readonly name: string;
  /** Inputs and outputs of this family, in words for whoever has to find out why a model does not fit. */
  readonly expects: string;
  fits(signature: ModelSignature): boolean;
  /** Why a model that fits cannot be used with these options, or null when it can. */
  refuses(signature: ModelSignature, options: FamilyOptions): string | null;
  createAdapter(signature: ModelSignature, options: FamilyOptions): ModelAdapter;
}
