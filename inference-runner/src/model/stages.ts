import type { Execution } from '@framewatch/protocol';
import type { ModelConfig } from '../config/index.js';
import { InferenceError, inferenceError, type InferenceErrorReason } from './errors.js';
import type { InputMaker, ModelInput } from './input/index.js';
import type { SessionPool } from './session/session-pool.js';
import type { Inference } from './types.js';

/** The stages of a model's run, one after another: an input is made, a session runs it and reads its outputs. */
export class Stages {
  readonly name: string;
  readonly sessions: number;
  readonly batch: number;
  readonly input: InputMaker;
  readonly #pool: SessionPool;
  readonly #execution: () => Execution;

  /** `execution`: what the model is executed on now. Owns the maker of inputs and the sessions. */
  constructor(
    { name, sessions, batch }: Pick<ModelConfig, 'name' | 'sessions' | 'batch'>,
    input: InputMaker,
    pool: SessionPool,
    execution: () => Execution
  ) {
    this.name = name;
    this.#execution = execution;
    this.input = input;
    this.#pool = pool;
    this.sessions = sessions;
    this.batch = batch;
  }

  get execution(): Execution {
    return this.#execution();
  }

  /** Rejects with an InferenceError, and can be used on. */
  async run(make: (input: InputMaker) => Promise<ModelInput>): Promise<Inference> {
    const startMs = performance.now();
    const input = await make(this.input).catch(this.failed('preprocess'));
    const preprocessMs = performance.now() - startMs;
    const { spare, tensorMs, ...result } = await this.#pool.run(input).catch(this.failed('session'));
    this.input.giveBack({ pixels: spare, letterbox: input.letterbox });
    return { ...result, preprocessMs: preprocessMs + tensorMs };
  }

  async close(): Promise<void> {
    await this.#pool.close();
    this.input.close();
  }

  /** What failed in a stage becomes an InferenceError, where it is none yet. */
  failed(reason: InferenceErrorReason): (error: unknown) => never {
    return (error) => {
      throw error instanceof InferenceError ? error : inferenceError(reason, this.name, error);
    };
  }
}
