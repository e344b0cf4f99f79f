import type { Logger } from 'pino';
import { type Clock, ThrottledLog } from '@framewatch/service-kit';
import { InferenceError } from '../../model/index.js';

/** A model that is broken stays so. */
const NOT_FINITE_PERIOD_MS = 60_000;
/** A camera on a bad line is logged so often. */
const DAMAGE_PERIOD_MS = 60_000;

/** Logs what a stream may have to tell with every frame: each kind once in a while. */
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

  /** Of what is told of each frame, the last that could not be told. */
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
