import { type DestinationStream, type Logger, type LoggerOptions, pino, stdTimeFunctions } from 'pino';
import type { RunnerConfig } from './config/types.js';
import { redactUrl } from './source/redact-url.js';

const SECRET_FIELDS = ['token', 'tokens', 'password', 'authorization'];
const URL_FIELDS = ['url'];

/**
 * The runner's log: one JSON object a line, on standard output. Whoever logs a URL redacts it; a field that is named
 * like a secret or a URL is redacted here once more.
 */
export function createLog(level: RunnerConfig['logLevel'], runner: string, destination?: DestinationStream): Logger {
  const options: LoggerOptions = {
    level,
    base: { runner },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: {
      paths: [...SECRET_FIELDS, ...URL_FIELDS].flatMap((field) => [field, `*.${field}`]),
      censor: (value: unknown, path) =>
        typeof value === 'string' && URL_FIELDS.includes(path.at(-1) ?? '') ? redactUrl(value) : '***',
    },
  };
  return destination ? pino(options, destination) : pino(options);
}
