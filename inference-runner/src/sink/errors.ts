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

/** Longest error message, characters; longer ones are cut. */
const MAX_MESSAGE = 300;

/** Returns the system's code of an error, `ENOENT` for example; undefined for other errors. */
export function errorCode(error: unknown): string | undefined {
  return types.isNativeError(error) && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/**
 * Returns an error's message, without addresses and without `secret`, which it may quote. When several addresses were
 * tried in vain the message is empty, and the code takes its place.
 */
export function messageOf(error: unknown, secret = ''): string {
  const message: unknown = types.isNativeError(error) ? error.message : error;
  const text = typeof message === 'string' && message !== '' ? message : (errorCode(error) ?? 'unknown error');
  // Before it is cut, since half a secret would not be found.
  const hidden = secret === '' ? text : text.replaceAll(secret, '***');
  return redactText(hidden).slice(0, MAX_MESSAGE);
}
