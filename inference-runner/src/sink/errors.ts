import { types } from 'node:util';
import { redactText } from '@framewatch/service-kit';

/** Another runner keeps its spool in this folder. */
export class SpoolLockedError extends Error {
  override readonly name = 'SpoolLockedError';

  constructor(folder: string, pid: number) {
    super(
      `spool folder ${folder} is in use by process ${pid}: give every runner a folder of its own (sinks[].spoolPath), or stop that process`
    );
  }
}

/** Longest message of an error that is passed on, characters. */
const MAX_MESSAGE = 300;

/** The system's name of an error, `ENOENT` for one; undefined for other errors. */
export function errorCode(error: unknown): string | undefined {
  return types.isNativeError(error) && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/**
 * An error's message, without addresses and without `secret`: it may quote what it was given. Where several addresses
 * were tried in vain it is empty and only the code tells.
 */
export function messageOf(error: unknown, secret = ''): string {
  const message: unknown = types.isNativeError(error) ? error.message : error;
  const text = typeof message === 'string' && message !== '' ? message : (errorCode(error) ?? 'unknown error');
  // Before it is cut, since half a secret would not be found.
  const hidden = secret === '' ? text : text.replaceAll(secret, '***');
  return redactText(hidden).slice(0, MAX_MESSAGE);
}
