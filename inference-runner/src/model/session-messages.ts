import type { ModelSignature, TensorData } from './types.js';

/** What the thread that owns a session is started with. */
export interface SessionOptions {
  path: string;
  /** Tried in order, `cpu` last whether it is named or not. */
  providers: readonly string[];
  threads: number;
}

/** Why a provider that was asked for does not run the model. */
export interface RefusedProvider {
  provider: string;
  reason: string;
}

export type ToWorker = { type: 'run'; id: number; input: TensorData } | { type: 'close' };

export type FromWorker =
  | { type: 'ready'; provider: string; refused: RefusedProvider[]; signature: ModelSignature }
  | { type: 'unusable'; message: string }
  /** `startMs`: the process's monotonic clock, which all threads share. `spare`: the input's memory, given back. */
  | {
      type: 'done';
      id: number;
      outputs: Record<string, TensorData>;
      startMs: number;
      inferenceMs: number;
      spare: ArrayBuffer;
    }
  | { type: 'failed'; id: number; message: string };

/** Milliseconds of the monotonic clock that is the same in every thread; `performance.now()` differs between them. */
export function threadClockMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
