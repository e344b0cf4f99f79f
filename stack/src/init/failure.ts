import { ArgumentsError, EXIT_ARGUMENTS } from '@framewatch/service-kit';
import { AlertReceiverError } from '../alertmanager/index.js';
import { ClipMissingError, NotAFileError } from './errors.js';

/** Returns the message for an error, and the exit code: 2 for arguments that cannot be used, 1 otherwise. */
export interface Failure {
  text: string;
  exitCode: 1 | typeof EXIT_ARGUMENTS;
}

export function failureOf(error: unknown): Failure {
  const {
    code = '',
    path = '',
    message = String(error),
    stack = message,
  } = Object(error) as Partial<NodeJS.ErrnoException>;
  if (error instanceof ArgumentsError) return { text: `stack:init: ${message}`, exitCode: EXIT_ARGUMENTS };
  if (['EACCES', 'EPERM', 'EROFS'].includes(code)) {
    const text =
      `${path} cannot be written by you (${code}). Where compose was started before this, Docker made that folder, as root: ` +
      'docker compose down, remove the folder, and run this again as the user who owns this checkout';
    return { text, exitCode: 1 };
  }
  const expected = [NotAFileError, ClipMissingError, AlertReceiverError].some((kind) => error instanceof kind);
  return { text: expected ? message : stack, exitCode: 1 };
}
