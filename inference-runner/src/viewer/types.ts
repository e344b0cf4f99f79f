import type {
  DetectionHistory,
  EventHistory,
  FrameResult,
  StreamDescriptor,
  StreamState,
  TelemetrySnapshot,
} from '@framewatch/protocol';
import type { VideoRelay } from '../relay/types.js';

/** Told of a stream's results and states as they come. */
export interface StreamWatcher {
  /** `message` is the result in its wire form, encoded once for all watchers. */
  onResult(message: Uint8Array, result: FrameResult): void;
  onState(state: StreamState, reason?: string): void;
}

/** A still of a stream. */
export interface Snapshot {
  jpeg: Uint8Array;
  /** When the picture was taken: it may be old, as that of a camera that is down is. */
  captureTimeUs: number;
}

/** What the viewer API needs of one stream. */
export interface ViewableStream {
  readonly id: string;
  readonly video: VideoRelay;
  describe(): StreamDescriptor;
  watch(watcher: StreamWatcher): () => void;
  /** Latest picture, with or without what the model saw in it; null before the first. */
  snapshot(annotated: boolean): Promise<Snapshot | null>;
  detections(fromMs: number, toMs: number, stepMs: number): DetectionHistory;
  events(fromMs: number, toMs: number): EventHistory;
}

/** Counts who watches a stream, and what they are sent. */
export interface ViewerMeter {
  viewers(change: 1 | -1): void;
  /** As bytes leave. */
  viewerBytesSent(bytes: number): void;
}

/** The meter of a stream of this runner. */
export type MeterOf = (streamId: string) => ViewerMeter;

/** The streams of the same configuration that other replicas run. */
export interface RemoteStreams {
  /** Where the viewer API is that has the stream; null for one of this replica and for one that nobody has. */
  addressOf(streamId: string): URL | null;
  /** The streams of all replicas, those of this one as given. */
  listWith(own: readonly StreamDescriptor[]): Promise<StreamDescriptor[]>;
}

/** What the viewer API needs of the runner. */
export interface ViewableRunner {
  readonly version: string;
  readonly streams: ReadonlyMap<string, ViewableStream>;
  /** The way to other replicas' streams, where this runner is one of several. */
  readonly remote?: RemoteStreams | null;
  telemetry(): TelemetrySnapshot;
  readonly stopping: boolean;
  /** What does not work beside the streams, such as a model; null when all does. */
  readonly trouble?: string | null;
}
