import type { ModelInput } from '../input/format.js';
import type { Decoding } from './messages.js';
import type { ModelSession, SessionInfo, SessionResult } from './session.js';

/**
 * The sessions of one model, each in a thread of its own. A run goes to the session with the fewest under way, of those
 * that are ready: one that loads the model again gets a run only where none is.
 */
export class SessionPool {
  readonly #sessions: readonly ModelSession[];
  #lost: Error | null = null;

  /** `sessions`: one or more. */
  constructor(sessions: readonly ModelSession[]) {
    this.#sessions = sessions;
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
  run(input: ModelInput): Promise<SessionResult> {
    return this.#lost ? Promise.reject(this.#lost) : this.#idlest().run(input);
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
