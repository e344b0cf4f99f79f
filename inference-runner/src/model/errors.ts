/** Why an inference failed: bounded, as it labels a metric. */
export type InferenceErrorReason = 'preprocess' | 'session' | 'postprocess' | 'not-finite';

/** The model file cannot be read or is no model. */
export class ModelFileError extends Error {
  override readonly name = 'ModelFileError';
}

/** The model is a model, but none that the runner knows how to feed and to read. */
export class ModelShapeError extends Error {
  override readonly name = 'ModelShapeError';
}

/** The thread that runs the model ended by itself. */
export class ModelWorkerError extends Error {
  override readonly name = 'ModelWorkerError';
}

/** A run of the model takes longer than it may, and cannot be interrupted. */
export class ModelHungError extends Error {
  override readonly name = 'ModelHungError';
}

/** One frame could not be inferred; the model stays usable. */
export class InferenceError extends Error {
  override readonly name = 'InferenceError';

  constructor(
    readonly reason: InferenceErrorReason,
    message: string,
    options?: ErrorOptions
  ) {
    super(message, options);
  }
}

/** What a frame is rejected with when a stage of its inference failed. */
export function inferenceError(reason: InferenceErrorReason, model: string, cause: unknown): InferenceError {
  const what = reason === 'not-finite' ? 'no result' : `${reason} failed`;
  return new InferenceError(reason, `model \`${model}\`: ${what}`, { cause });
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
