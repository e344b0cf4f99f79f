/** Variables of the environment are missing or wrong. Lists all problems. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

/** The server does not answer, or is not ready: to be tried again. */
export class NotReadyError extends Error {
  override readonly name = 'NotReadyError';

  constructor(
    readonly what: string,
    readonly reason: string
  ) {
    super(`${what}: ${reason}`);
  }
}

/** The server refuses for good. The message ends with the remedy. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
}

/** `ENOENT`, `TimeoutError`: its code or, without one, its name. Messages may quote what is not to be shown. */
export function codeOf(error: unknown): string {
  const { code, name } = Object(error) as { code?: unknown; name?: unknown };
  return [code, name].find((one) => typeof one === 'string') ?? 'unknown reason';
}
