import type { Clock } from '@framewatch/service-kit';
import type { ModelInput } from '../input/format.js';
import { Batcher } from './batcher.js';
import type { Decoding } from './messages.js';
import type { ModelSession, SessionInfo, SessionResult } from './session.js';

/**
 * The sessions of one model, each in a thread of its own. A run goes to the session with the fewest under way, of those
 * that are ready: one that loads the model again gets a run only where none is. Where pictures are run together, a session gets
 * the next when it has answered, so that more come together meanwhile.
 */
export class SessionPool {
  readonly #sessions: readonly ModelSession[];
  readonly #batcher: Batcher | null;
  #lost: Error | null = null;

  /** `sessions`: one or more; `batch`: pictures that are run together at most. */
  constructor(sessions: readonly ModelSession[], batch: number, clock: Clock) {
    this.#sessions = sessions;
    const run = async (inputs: readonly ModelInput[]): Promise<PromiseSettledResult<SessionResult>[]> => {
      try {
        return await this.#run(inputs);
      } catch (reason) {
        return inputs.map(() => ({ status: 'rejected', reason }));
      }
    };
    this.#batcher = batch > 1 ? new Batcher({ size: batch, sessions: sessions.length, run, clock }) : null;
  }

  /** Loads the model into each. Rejects as `ModelSession.open` does, with the first that fails; then none is left open. */
  async open(): Promise<SessionInfo[]> {
    const opened = await Promise.allSettled(this.#sessions.map((session) => session.open()));
    const failed = opened.find((each) => each.status === 'rejected');
    if (failed) {
      await this.close();
      throw failed.reason;
    }
    return opened.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  }

  decode(decoding: Decoding): void {
    for (const session of this.#sessions) session.decode(decoding);
  }

  /** Every run is rejected from now on: a model that has lost one of its sessions is lost. */
  lose(error: Error): void {
    this.#lost ??= error;
  }

  /** Rejects as `ModelSession.run` does. */
  async run(input: ModelInput): Promise<SessionResult> {
    if (this.#batcher) return this.#batcher.add(input);
    const [outcome] = await this.#run([input]);
    if (outcome?.status !== 'fulfilled') throw outcome?.reason;
    return outcome.value;
  }

  #run(inputs: readonly ModelInput[]): Promise<PromiseSettledResult<SessionResult>[]> {
    return this.#lost ? Promise.reject(this.#lost) : this.#idlest().run(inputs);
  }

  async close(): Promise<void> {
    await Promise.all(this.#sessions.map((session) => session.close()));
  }

  #idlest(): ModelSession {
    return this.#sessions.reduce((best, session) => (isBetter(session, best) ? session : best));
  }
}

function isBetter(one: ModelSession, other: ModelSession): boolean {
  return one.ready === other.ready ? one.underWay < other.underWay : one.ready;
}
