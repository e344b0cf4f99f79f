import type { FrameResult, StreamState } from '@framewatch/protocol';
import type { ReconnectReason } from '../source/types.js';

/** Why a decoded frame was not inferred: bounded, as it labels a metric. */
export type DropReason = 'newer-frame' | 'target-fps' | 'inference-error' | 'damaged' | 'shutdown';

/** Why an inference failed: bounded, as it labels a metric. */
export type InferenceErrorReason = 'preprocess' | 'session' | 'postprocess' | 'not-finite';

/** Stages of a frame's life whose duration is measured. */
export type Stage = 'decode' | 'queue' | 'preprocess' | 'inference' | 'postprocess';

/** Counts what one stream does. Cumulative; never reset while the runner lives. */
export interface StreamMeter {
  state(state: StreamState): void;
  frameReceived(): void;
  frameDecoded(timeUs: number): void;
  /** Besides being decoded. */
  frameDamaged(): void;
  frameDropped(reason: DropReason): void;
  inferenceFailed(reason: InferenceErrorReason): void;
  inferred(result: FrameResult): void;
  reconnected(reason: ReconnectReason): void;
  viewers(change: 1 | -1): void;
  viewerBytesSent(bytes: number): void;
}
