import type { Logger } from 'pino';
import { type Clock, ThrottledLog } from '@framewatch/service-kit';

/** How often a lasting overload is logged. */
const EVERY_MS = 60_000;

/** Logs that a live source is decoded too slowly, at most once a minute. */
export class OverloadLog {
  readonly #log: ThrottledLog;

  constructor(log: Logger, clock: Clock) {
    this.#log = new ThrottledLog((fields, message) => log.warn(fields, message), clock, EVERY_MS);
  }

  warn(): void {
    this.#log.log(
      {},
      'decoding cannot keep up, pictures are left out: give the runner more CPU, or the camera fewer pixels'
    );
  }
}
