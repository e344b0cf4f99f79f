import type { StreamState } from '@framewatch/protocol';
import type { StatusMessage, ViewerFailure, ViewerState } from '@framewatch/viewer-client';
import type { Unsupported } from './decoder';

/** What a viewer has to know instead of a frozen picture. */
export type PlayerState =
  | { kind: 'connecting' }
  | { kind: 'live' }
  /** Connected, and the stream is said to be well, but no picture comes. */
  | { kind: 'stalled'; forMs: number }
  | { kind: 'camera-down'; camera: Exclude<StreamState, 'streaming'>; reason: string | undefined }
  | { kind: 'disconnected'; failure: ViewerFailure }
  /** No step of the decoder ladder holds here. */
  | { kind: 'unsupported'; refused: readonly Unsupported[] };

export interface Circumstances {
  connection: ViewerState;
  status: StatusMessage | null;
  /** Set when no decoder is left to try. */
  unsupported: readonly Unsupported[] | null;
  /** Since the connection was made or the last picture came, milliseconds. */
  pictureAgeMs: number;
  /** A picture came on this connection. */
  hasPicture: boolean;
  stallAfterMs: number;
}

/** The one state that explains best why there is, or is not, a live picture. */
export function judgeState(facts: Circumstances): PlayerState {
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

/** No picture for this long is a stall: three pictures' time, and never less than three seconds. */
export function stallAfterMs(fps: number | null): number {
  return Math.max(3_000, fps ? 3_000 / fps : 0);
}
