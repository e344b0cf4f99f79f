import type { Detection, Execution } from '@framewatch/protocol';
import type { InferenceErrorReason } from '../errors.js';
import type { FamilySettings } from '../families/index.js';
import type { ModelInput } from '../input/format.js';
import type { ModelSignature } from '../types.js';

/** What the thread that owns a session is started with. */
export interface SessionOptions {
  path: string;
  /** Tried in order, `cpu` last whether it is named or not. */
  providers: readonly string[];
  threads: number;
}

/** Why a provider that was asked for does not run the model. */
export type RefusedProvider = Execution['refused'][number];

/** A model failed while it ran on a provider, and was opened on another. */
export interface Fallback {
  from: string;
  to: string;
  reason: string;
}

/** What a session says of its model. */
export type SessionSignature = Pick<ModelSignature, 'inputs' | 'outputs'>;

/** How inputs are made and outputs are read: what a thread builds the halves of the family of. */
export interface Decoding {
  /** Name of the family. */
  family: string;
  /** What of the model's signature the family needs. */
  layout: unknown;
  settings: FamilySettings;
}

export type ToWorker =
  /** Comes before the first run. */
  | { type: 'decode'; decoding: Decoding }
  /** One picture or more, of one size: they are run together. */
  | { type: 'run'; id: number; inputs: readonly ModelInput[] }
  | { type: 'close' };

/** What became of one picture of a run. Milliseconds. */
export type PictureOutcome =
  { detections: Detection[]; postprocessMs: number } | { reason: InferenceErrorReason; message: string };

export type FromWorker =
  | { type: 'ready'; provider: string; refused: readonly RefusedProvider[]; signature: SessionSignature }
  | { type: 'unusable'; message: string }
  /** The model runs on another provider from now on. */
  | ({ type: 'fell-back' } & Fallback)
  /**
   * `startMs`: the process's monotonic clock, which all threads share. `outcomes` are in the order of the pictures, and so are
   * `spares`: the inputs' memory, given back.
   */
  | {
      type: 'done';
      id: number;
      outcomes: readonly PictureOutcome[];
      startMs: number;
      /** Making tensors of pixels, before the run. */
      tensorMs: number;
      inferenceMs: number;
      spares: readonly ArrayBuffer[];
    }
  /** The run failed, for all of its pictures. */
  | { type: 'failed'; id: number; reason: InferenceErrorReason; message: string };

/** Milliseconds of the monotonic clock that is the same in every thread; `performance.now()` differs between them. */
export function threadClockMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
