import type {
  CountHistory,
  DetectionHistory,
  EventFilter,
  EventHistory,
  FrameResult,
  StreamDescriptor,
  StreamEvent,
  StreamState,
  TelemetrySnapshot,
} from '@framewatch/protocol';
import type { VideoRelay } from '../relay/index.js';

/** Receives a stream's results and states. */
export interface StreamWatcher {
  /** `message` is the result in its wire form, encoded once for all watchers. */
  onResult(message: Uint8Array, result: FrameResult): void;
  /** Called when the state, or what the stream's models are executed on, has changed. */
  onState(state: StreamState, reason?: string): void;
  onEvent(event: StreamEvent): void;
}

/** A still of a stream. */
export interface Snapshot {
  jpeg: Uint8Array;
  /** When the picture was taken. It may be old when the camera is down. */
  captureTimeUs: number;
}

/** What the viewer API needs of one stream. */
export interface ViewableStream {
  readonly id: string;
  readonly video: VideoRelay;
  describe(): StreamDescriptor;
  watch(watcher: StreamWatcher): () => void;
  /** The latest picture, with or without annotation; null before the first. */
  snapshot(annotated: boolean): Promise<Snapshot | null>;
  /** The JPEG of the moment at which an event began; null where there is none. */
  still(eventId: string): Promise<Uint8Array | null>;
  detections(fromMs: number, toMs: number, stepMs: number): DetectionHistory;
  counts(fromMs: number, toMs: number, stepMs: number): CountHistory;
  events(fromMs: number, toMs: number, filter?: EventFilter): EventHistory;
}

/** Counts the viewers of a stream and the bytes sent to them. */
export interface ViewerMeter {
  viewers(change: 1 | -1): void;
  /** Called when bytes are sent. */
  viewerBytesSent(bytes: number): void;
}

/** Returns the meter of a stream of this runner. */
export type MeterOf = (streamId: string) => ViewerMeter;

/** The streams of the same configuration that other replicas run. */
export interface RemoteStreams {
  /**
   * Returns the address of the replica that has the stream; null for a stream of this replica and for an unknown one.
   */
  addressOf(streamId: string): URL | null;
  /** Returns the streams of all replicas; `own` are those of this one. */
  listWith(own: readonly StreamDescriptor[]): Promise<StreamDescriptor[]>;
}

/** What the viewer API needs of the runner. */
export interface ViewableRunner {
  readonly version: string;
  readonly streams: ReadonlyMap<string, ViewableStream>;
  /** The streams of other replicas, when this runner is one of several. */
  readonly remote?: RemoteStreams | null;
  telemetry(): TelemetrySnapshot;
  readonly stopping: boolean;
  /** What is broken beside the streams, such as a model; null when nothing is. */
  readonly trouble?: string | null;
}
