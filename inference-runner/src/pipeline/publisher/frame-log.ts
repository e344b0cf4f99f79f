import type { Logger } from 'pino';
import { type Clock, ThrottledLog } from '@framewatch/service-kit';
import { InferenceError } from '../../model/index.js';

/** A broken model fails on every frame, so this is logged once in this time. */
const NOT_FINITE_PERIOD_MS = 60_000;
/** Damaged pictures are logged once in this time. */
const DAMAGE_PERIOD_MS = 60_000;

/** Logs what may happen with every frame, each kind at a limited rate. */
export class FrameLog {
  #lastFailure: string | null = null;
  readonly #failures: ThrottledLog;
  readonly #notFinite: ThrottledLog;
  readonly #damage: ThrottledLog;

  constructor(log: Logger, clock: Clock) {
    const error = (fields: object, message: string) => log.error(fields, message);
    this.#failures = new ThrottledLog(error, clock);
    this.#notFinite = new ThrottledLog(error, clock, NOT_FINITE_PERIOD_MS);
    this.#damage = new ThrottledLog((fields, message) => log.warn(fields, message), clock, DAMAGE_PERIOD_MS);
  }

  /** Message of the last failure to publish a frame or a result. */
  get lastFailure(): string | null {
    return this.#lastFailure;
  }

  failed(err: unknown, message: string): void {
    this.#lastFailure = message;
    this.#failures.log({ err }, message);
  }

  notInferred(err: Error): void {
    const log = err instanceof InferenceError && err.reason === 'not-finite' ? this.#notFinite : this.#failures;
    log.log({ err }, 'a frame could not be inferred');
  }

  damaged(inferred: boolean): void {
    const message = 'pictures are damaged: packets are lost on the way from the camera, or the file is damaged';
    this.#damage.log({ inferred }, message);
  }
}
