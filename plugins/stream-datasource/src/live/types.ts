import { FrameResult, StreamState } from '@framewatch/protocol';

export interface LiveStatus {
  /** `open`: results can come. `waiting`: before the next attempt. `closed`: nobody listens any more. */
  phase: 'connecting' | 'open' | 'waiting' | 'closed';
  /** How often the connection was made anew in such a way that results may be missing. */
  reconnects: number;
  /** What the runner last said of the stream; null before it said anything. */
  stream: { state: StreamState; reason?: string } | null;
  /** Classes that the stream's model knows; none while that is not known. */
  classes: readonly string[];
  /** Why there is no connection, and what to do; null while there is one. */
  error: string | null;
}

export type LiveUpdate = { kind: 'result'; result: FrameResult } | { kind: 'status'; status: LiveStatus };
