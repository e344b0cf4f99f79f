import type { StreamState } from '@framewatch/protocol';
import { redactText } from '@framewatch/service-kit';
import type { Logger } from 'pino';
import { Outage } from './outage.js';
import { SourceStateMachine } from './state-machine.js';
import type { SourceListener } from './types.js';

/** States that need no attention; the others are logged as warnings. */
const WELL: readonly StreamState[] = ['connecting', 'waiting-for-key-frame', 'streaming', 'ended', 'stopped'];

/** The state of one source: checks transitions, detects repeated attempts, and logs each change. */
export class SourceStatus {
  readonly #log: Logger;
  readonly #machine: SourceStateMachine;
  readonly #outage = new Outage();

  constructor(log: Logger, onState: SourceListener['onState']) {
    this.#log = log;
    this.#machine = new SourceStateMachine(onState);
  }

  get state(): StreamState {
    return this.#machine.state;
  }

  /**
   * `cause`: the reason without the parts that differ between attempts. Throws an IllegalTransitionError for a
   * transition that the table does not have.
   */
  enter(state: StreamState, words?: string, cause = words): void {
    // The reason goes to the log, the viewer API and the database, so it is redacted once more.
    const reason = words === undefined ? undefined : redactText(words);
    const again = this.#outage.knows(state, cause);
    this.#machine.enter(state, reason, again);
    const level = WELL.includes(state) ? 'info' : 'warn';
    this.#log[again ? 'debug' : level]({ state, ...(reason !== undefined && { reason }) }, 'source state');
  }

  /** A picture came. */
  sawPicture(): void {
    if (this.state === 'connecting' || this.state === 'waiting-for-key-frame') this.enter('streaming');
  }
}
