import type { FrameResult, StreamEvent, StreamState } from '@framewatch/protocol';

/** What happened to a stream, apart from its frames. */
export type StatusChange =
  /** `again`: a repeated attempt at a source that is already known to be down. */
  | { kind: 'state'; stream: string; timeUs: number; state: StreamState; reason?: string | undefined; again: boolean }
  /** The model has stopped working: inference fails for every further frame. */
  | { kind: 'model-lost'; stream: string; timeUs: number; message: string };

/** A result with what analysis added to it, and the events that it makes. */
export interface Analysed {
  result: FrameResult;
  events: readonly StreamEvent[];
}

/**
 * Derives more from one stream's results and changes, in order. Pure: no clock and no I/O; it takes the time from
 * results
 * and changes. It may keep state, which belongs to the epoch of the results that it came from.
 */
export interface Analyser {
  /** Omitted by an analyser that does not use results. */
  onResult?(result: FrameResult): Analysed;
  /** Returns the events of a change. Omitted by an analyser that uses results only. */
  onStatus?(change: StatusChange): readonly StreamEvent[];
}
