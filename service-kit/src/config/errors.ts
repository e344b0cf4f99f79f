/** One thing that is wrong with the configuration. */
export interface ConfigProblem {
  /** Key path as in `streams[0].url`; empty where the document as a whole is meant. */
  key: string;
  /** Where the value came from: `runner.yaml:12`, `environment variable INFLUX_URL`; empty where nothing was given. */
  origin: string;
  /** What was found and what was expected. Never a secret. */
  message: string;
}

/** The configuration cannot be used. Lists everything that is wrong with it, not only the first thing. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly ConfigProblem[]) {
    super(problems.map(describe).join('\n'));
  }
}

function describe({ key, origin, message }: ConfigProblem): string {
  const where = [key, origin && `(${origin})`].filter(Boolean).join(' ');
  return where ? `${where}: ${message}` : message;
}
