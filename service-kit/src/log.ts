import { type DestinationStream, type Logger, type LoggerOptions, pino, stdTimeFunctions } from 'pino';
import type { LogLevel } from './log-level.js';
import { redactText } from './redact.js';

/** Most bytes that wait while nothing can be written, on a full disk for example; what does not fit is dropped. */
const MOST_WAITING_BYTES = 1024 * 1024;

/** Matches fields of the line's JSON at any depth, with a text or a list of texts as value. */
const SECRET_FIELDS = /"(token|tokens|password|authorization)":(?:"(?:[^"\\]|\\.)*"|\[[^\]]*\])/gi;

/**
 * The log of a service: one JSON object a line, on standard output, each with the fields of `base`. Whoever logs an address redacts it. As errors of
 * libraries quote what they were given, addresses are hidden in every line once more, in the stack of its error and the
 * causes of that too, and so are fields that are named like a secret. A line is written when the call returns: one that
 * waits for a thread would be lost in a crash, and that is the line that matters. One that cannot be written ends
 * nothing.
 */
export function createLog(level: LogLevel, base: Record<string, string>, destination?: DestinationStream): Logger {
  const options: LoggerOptions = {
    level,
    base,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    hooks: { streamWrite: (line) => redactText(line).replace(SECRET_FIELDS, '"$1":"***"') },
  };
  return pino(options, destination ?? standardOutput());
}

function standardOutput(): DestinationStream {
  const destination = pino.destination({ fd: 1, sync: true, maxLength: MOST_WAITING_BYTES });
  destination.on('error', () => undefined);
  return destination;
}
