import type { StreamState } from '@framewatch/protocol';

/**
 * Tells news of a source from one more attempt at what is known to be down. A camera that stays off for a weekend is
 * tried some six thousand times: whoever is told of each of them hears nothing else.
 */
export class Outage {
  /** Why the source is down, as it was told last; null while it is not. */
  #cause: string | null = null;

  /** Whether `state` says nothing that was not told before. `cause`: why it is down, in the same words each time. */
  knows(state: StreamState, cause: string | undefined): boolean {
    if (state === 'connecting' || state === 'waiting-for-key-frame') return this.#cause !== null;
    const down = state === 'stalled' || state === 'waiting';
    const known = down && this.#cause === (cause ?? '');
    this.#cause = down ? (cause ?? '') : null;
    return known;
  }
}
