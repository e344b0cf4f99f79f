/** The environment lacks something, or has it wrong. Lists everything, not only the first thing. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

/** The other side does not answer, or says that it cannot now: worth another try. */
export class NotReadyError extends Error {
  override readonly name = 'NotReadyError';

  constructor(
    readonly what: string,
    readonly reason: string
  ) {
    super(`${what}: ${reason}`);
  }
}

/** The other side refuses, and would do so again. The message ends with the remedy. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
}

/** `ENOENT`, `TimeoutError`: its code or, without one, its name. Messages may quote what is not to be shown. */
export function codeOf(error: unknown): string {
  const { code, name } = Object(error) as { code?: unknown; name?: unknown };
  return [code, name].find((one) => typeof one === 'string') ?? 'unknown reason';
}
