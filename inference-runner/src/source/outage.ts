import type { StreamState } from '@framewatch/protocol';

/**
 * Distinguishes news of a source from repeated attempts during an outage. A camera that is off for a weekend is tried
 * some six thousand times, and users must not be told of each attempt.
 */
export class Outage {
  /** The reason of the outage that was reported last; null when the source is not down. */
  #cause: string | null = null;

  /**
   * Returns whether the state repeats what was reported before. `cause`: the reason, in the same words for every
   * attempt.
   */
  knows(state: StreamState, cause: string | undefined): boolean {
    if (state === 'connecting' || state === 'waiting-for-key-frame') return this.#cause !== null;
    const down = state === 'stalled' || state === 'waiting';
    const known = down && this.#cause === (cause ?? '');
    this.#cause = down ? (cause ?? '') : null;
    return known;
  }
}
