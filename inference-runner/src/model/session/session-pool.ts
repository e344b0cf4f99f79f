import type { ModelInput } from '../input/format.js';
import type { Decoding } from './messages.js';
import type { ModelSession, SessionInfo, SessionResult } from './session.js';

/** The sessions of one model, each in a thread of its own. A run goes to the session with the fewest under way. */
export class SessionPool {
  readonly #sessions: readonly ModelSession[];

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

  /** Rejects as `ModelSession.run` does. */
  run(input: ModelInput): Promise<SessionResult> {
    return this.#idlest().run(input);
  }

  async close(): Promise<void> {
    await Promise.all(this.#sessions.map((session) => session.close()));
  }

  #idlest(): ModelSession {
    return this.#sessions.reduce((best, session) => (session.underWay < best.underWay ? session : best));
  }
}
