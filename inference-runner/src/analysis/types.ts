import type { CountBucket, FrameResult, Labels, StreamEvent, StreamState, TodayCounts } from '@framewatch/protocol';
import type { MetricScope } from '../telemetry/index.js';
import type { CountingConfig, LineConfig, ZoneConfig } from './counting/schema.js';
import type { EventIds } from './event-ids.js';
import type { AnomaliesConfig } from './anomalies/schema.js';
import type { TrackingConfig } from './tracking/schema.js';

/** What happened to a stream, apart from its frames. */
export type StatusChange =
  /** `again`: a repeated attempt at a source that is already known to be down. */
  | { kind: 'state'; stream: string; timeUs: number; state: StreamState; reason?: string | undefined; again: boolean }
  /** The model has stopped working: inference fails for every further frame. */
  | { kind: 'model-lost'; stream: string; timeUs: number; message: string };

/** A small grey copy of a decoded frame. */
export interface LumaImage {
  width: number;
  height: number;
  /** `width * height` bytes, row by row, 0 black to 255 white. */
  data: Uint8Array;
  epoch: number;
  /** Wall clock, microseconds since 1970. */
  captureTimeUs: number;
}

/** A result with what analysis added to it, and the events that it makes. */
export interface Analysed {
  result: FrameResult;
  events: readonly StreamEvent[];
  /** What was counted in a second of capture time that has passed. */
  counts?: readonly CountBucket[];
  /** The totals of the day, where there are counts; null where nothing is tracked. */
  today?: TodayCounts | null;
}

/** What an analyser remembers when the runner is started again. */
export interface Kept {
  /** Its key in the state file of the stream. */
  readonly name: string;
  /** Returns what JSON can hold. */
  save(): unknown;
  /** Takes what `save` returned before the restart; begins anew where it cannot be read. */
  restore(saved: unknown): void;
}

/**
 * Looks at what a stream sees and does. Pure: no I/O and no clock of its own, time is that of the frames. A new epoch is
 * another run of the source: pts do not compare across epochs.
 */
export interface Analyser {
  onResult?(result: FrameResult): Analysed;
  /** At most once a second, also of frames that are not inferred. */
  onLuma?(luma: LumaImage): readonly StreamEvent[];
  onStatus?(change: StatusChange): readonly StreamEvent[];
  /** A frame could not be inferred: what is in it is not known. */
  onFailure?(): void;
  readonly kept?: Kept;
}

/** What is configured of a stream's analysis: a part of the stream's configuration. */
export interface AnalysisConfig {
  /** Of the stream. */
  id: string;
  zones: readonly ZoneConfig[];
  lines: readonly LineConfig[];
  counting: CountingConfig;
  tracking: TrackingConfig;
  anomalies: AnomaliesConfig;
}

/** What the analysers of a stream are made from. */
export interface AnalyserDeps {
  stream: AnalysisConfig;
  /** Names of classes and keypoints of its model. */
  labels: Labels;
  /** With the labels `stream` and `model`. */
  scope: MetricScope;
  eventIds: EventIds;
  /** Where days begin and end, an IANA name. */
  timeZone: string;
  /** Returns the next id of a track; none is given twice while the runner lives. */
  nextTrackId: () => number;
}
