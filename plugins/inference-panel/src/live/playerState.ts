import type { StreamState } from '@framewatch/protocol';
import type { StatusMessage, ViewerFailure, ViewerState } from '@framewatch/viewer-client';
import type { Unsupported } from './decoder';

/** The state of a player, as the user is told it. */
export type PlayerState =
  | { kind: 'connecting' }
  | { kind: 'live' }
  /** Connected, and the runner says that the stream is well, but no picture comes. */
  | { kind: 'stalled'; forMs: number }
  | { kind: 'camera-down'; camera: Exclude<StreamState, 'streaming'>; reason: string | undefined }
  | { kind: 'disconnected'; failure: ViewerFailure }
  /** This browser can use no decoder of the ladder. */
  | { kind: 'unsupported'; refused: readonly Unsupported[] };

export interface PlayerFacts {
  connection: ViewerState;
  status: StatusMessage | null;
  /** Why each decoder cannot be used; null while one is left to try. */
  unsupported: readonly Unsupported[] | null;
  /** Milliseconds since the connection was made or the last picture came. */
  pictureAgeMs: number;
  /** A picture came on this connection. */
  hasPicture: boolean;
  stallAfterMs: number;
}

/** Returns the state that best explains why there is a live picture, or why there is none. */
export function judgeState(facts: PlayerFacts): PlayerState {
  const { connection, status } = facts;
  if (facts.unsupported) {
    return { kind: 'unsupported', refused: facts.unsupported };
  }
  if (connection.kind === 'waiting') {
    return { kind: 'disconnected', failure: connection.failure };
  }
  if (connection.kind !== 'open') {
    return { kind: 'connecting' };
  }
  if (status && status.state !== 'streaming') {
    return { kind: 'camera-down', camera: status.state, reason: status.reason };
  }
  if (facts.pictureAgeMs >= facts.stallAfterMs) {
    return { kind: 'stalled', forMs: facts.pictureAgeMs };
  }
  return { kind: facts.hasPicture ? 'live' : 'connecting' };
}

/** Returns the milliseconds without a picture that are a stall: the time of three pictures, at least three seconds. */
export function stallAfterMs(fps: number | null): number {
  return Math.max(3_000, fps ? 3_000 / fps : 0);
}
