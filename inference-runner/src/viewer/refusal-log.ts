import type { Logger } from 'pino';
import { type Clock, ThrottledLog } from '@framewatch/service-kit';

/**
 * Logs refused requests, at most one line in ten seconds, so that a client that guesses tokens cannot fill the disk.
 */
export class RefusalLog {
  readonly #log: ThrottledLog;

  constructor(log: Logger, clock: Clock) {
    this.#log = new ThrottledLog((fields, message) => log.warn(fields, message), clock);
  }

  /** `path`: without its query, which may contain a secret. */
  add(code: string, remote: string | undefined, path: string): void {
    this.#log.log({ code, remote, path }, 'viewer request refused');
  }
}
