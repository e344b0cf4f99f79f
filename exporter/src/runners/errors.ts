/** Why a runner gave no telemetry: bounded, as it labels a metric. */
export type RunnerErrorReason =
  | 'timeout'
  | 'unresolved'
  | 'unreachable'
  | 'unauthorized'
  | 'status'
  | 'oversized'
  | 'interrupted'
  | 'malformed'
  | 'too-many-series'
  | 'token';

/** A runner that did not answer a scrape with its telemetry. The message says what happened and what to do. */
export class RunnerUnavailableError extends Error {
  override readonly name = 'RunnerUnavailableError';

  constructor(
    readonly reason: RunnerErrorReason,
    message: string,
    options?: ErrorOptions,
    /** The id that the runner gave before its answer was refused. */
    readonly runner: string | null = null
  ) {
    super(message, options);
  }
}
