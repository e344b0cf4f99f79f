import type { FrameResult, SinkTelemetry, StreamEvent } from '@framewatch/protocol';

/** Where results go. Taking one never waits and never throws: a slow or dead sink does not slow inference. */
export interface Sink {
  readonly id: string;
  takeResult(result: FrameResult): void;
  takeEvent(event: StreamEvent): void;
  telemetry(): SinkTelemetry;
  /** Sends or spools what it holds, within `deadlineMs`. */
  close(deadlineMs: number): Promise<void>;
}
