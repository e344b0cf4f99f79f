import { resolve } from 'node:path';
import type { Clock } from '@framewatch/service-kit';
import type { Logger } from 'pino';
import type { Counter, MetricScope } from '../telemetry/index.js';
import { WRITE_ERRORS } from './metrics.js';
import { StateKeeper } from './state-keeper.js';
import type { KeptPart } from './types.js';

const FAILS =
  'state cannot be written, what is counted now is lost at a restart: free or repair the disk, and let this user write to the folder (stateFolder)';

/** The folder in which streams keep what survives a restart: a folder for each stream, a file for each of its parts. */
export class StateFolder {
  readonly #errors: Counter;
  #fails = false;

  constructor(
    readonly path: string,
    private readonly deps: { scope: MetricScope; log: Logger; clock: Clock }
  ) {
    this.#errors = deps.scope.counter(WRITE_ERRORS);
  }

  /** Gives each part of a stream what it kept, and keeps what they remember from now on. */
  open(stream: string, parts: readonly KeptPart[]): StateKeeper {
    const { log, clock } = this.deps;
    return new StateKeeper(stream, parts, {
      folder: this.pathOf(stream),
      log: log.child({ stream }),
      clock,
      onDisk: (error) => this.#onDisk(error),
    });
  }

  /** Returns the folder of a stream, or one in it. */
  pathOf(stream: string, ...names: string[]): string {
    return resolve(this.path, stream, ...names);
  }

  /** Logs when the disk fails and when it works again, each once. */
  #onDisk(error: unknown): void {
    if (error !== null) this.#errors.add();
    if (this.#fails === (error !== null)) return;
    this.#fails = error !== null;
    const folder = this.path;
    if (error === null) this.deps.log.info({ folder }, 'state can be written again');
    else this.deps.log.error({ folder, err: error }, FAILS);
  }
}
