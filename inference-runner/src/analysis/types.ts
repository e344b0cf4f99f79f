import type { FrameResult, StreamEvent, StreamState } from '@framewatch/protocol';

/** What happened to a stream, apart from its frames. */
export type StatusChange =
  /** `again`: one more attempt at what is known to be down. */
  | { kind: 'state'; stream: string; timeUs: number; state: StreamState; reason?: string | undefined; again: boolean }
  /** The model does not work any more: every frame from now on fails. */
  | { kind: 'model-lost'; stream: string; timeUs: number; message: string };

/** A result with what analysis added to it, and the events that it makes. */
export interface Analysed {
  result: FrameResult;
  events: readonly StreamEvent[];
}

/**
 * Looks at one stream's results and changes, in order, and finds out more. Pure: no clock and no I/O, time is what
 * results and changes say. It may remember; what it remembers of a result belongs to that result's epoch.
 */
export interface Analyser {
  /** Left out by one that looks at no results. */
  onResult?(result: FrameResult): Analysed;
  /** The events that a change makes. Left out by one that looks at results only. */
  onStatus?(change: StatusChange): readonly StreamEvent[];
}
