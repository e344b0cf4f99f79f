import type { CountBucket, FrameResult, StreamEvent } from '@framewatch/protocol';
import type { SharedFrame } from '../frame/index.js';

/** Where results and events go. Taking one never waits and never throws: a slow or dead sink does not slow inference. */
export interface ResultSink {
  /** Unique among the sinks of a runner: the `sink` label of its metrics. */
  readonly name: string;
  takeResult(result: FrameResult): void;
  takeEvent(event: StreamEvent): void;
  /** What was counted on a stream in one second of capture time. */
  takeCounts(stream: string, bucket: CountBucket): void;
  /** Sends or spools what it holds, within `deadlineMs`. */
  close(deadlineMs: number): Promise<void>;
}

/**
 * Where frames go. Taking one never waits and never throws; the frame stays the caller's, a sink that keeps it retains
 * it.
 */
export interface FrameSink {
  /** Every decoded frame, before it is known whether it will be inferred. */
  takeFrame(frame: SharedFrame): void;
  /** A frame that was inferred, with its result. */
  takeInferred(frame: SharedFrame, result: FrameResult): void;
  /** Resolves when it holds no frame any more; it takes none from the call on. */
  close(): Promise<void>;
}
