import type { StreamState } from '@framewatch/protocol';

/**
 * Which state may follow which. A source begins in `stopped`.
 *
 * - `connecting`: being opened, no picture yet
 * - `waiting-for-key-frame`: packets come, none of which can be decoded by itself yet
 * - `streaming`: pictures come
 * - `stalled`: none came for too long, the connection is being given up
 * - `waiting`: for the next attempt
 * - `ended`: a file was read to its end
 * - `failed`: would fail again in the same way until the configuration changes
 */
export const TRANSITIONS: Readonly<Record<StreamState, readonly StreamState[]>> = {
  stopped: ['connecting'],
  connecting: ['waiting-for-key-frame', 'streaming', 'stalled', 'waiting', 'failed', 'stopped'],
  'waiting-for-key-frame': ['streaming', 'stalled', 'waiting', 'failed', 'stopped'],
  streaming: ['stalled', 'waiting', 'ended', 'failed', 'stopped'],
  stalled: ['waiting', 'stopped'],
  waiting: ['connecting', 'stopped'],
  ended: ['stopped'],
  failed: ['stopped'],
};

/** A transition that the table does not have. It is a bug in the source; a camera cannot cause it. */
export class IllegalTransitionError extends Error {
  override readonly name = 'IllegalTransitionError';

  constructor(from: StreamState, to: StreamState) {
    super(`a source that is ${from} cannot become ${to}: only ${TRANSITIONS[from].join(', ')}`);
  }
}

export class SourceStateMachine {
  #state: StreamState = 'stopped';

  constructor(private readonly onState: (state: StreamState, reason: string | undefined, again: boolean) => void) {}

  get state(): StreamState {
    return this.#state;
  }

  /** `again`: see SourceListener. Throws an IllegalTransitionError where the table does not allow it. */
  enter(state: StreamState, reason?: string, again = false): void {
    if (!TRANSITIONS[this.#state].includes(state)) throw new IllegalTransitionError(this.#state, state);
    this.#state = state;
    this.onState(state, reason, again);
  }
}
