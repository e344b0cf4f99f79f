import type { StreamState } from '@framewatch/protocol';
import type { Logger } from 'pino';
import type { Clock } from '@framewatch/service-kit';
import type { SharedFrame } from '../frame/index.js';
import type { Orientation } from '../picture/index.js';

/** The format of the following pictures. Each format begins a new epoch. */
export interface SourceFormat {
  epoch: number;
  /** As FFmpeg names it: `h264`, `hevc`, `mjpeg`, … */
  codec: string;
  /** Size of the pictures as they are shown; null when it is not known before the first picture. */
  width: number | null;
  height: number | null;
  /** How the stored pictures have to be turned to be shown. */
  orientation: Orientation;
  /** Null when neither the container nor the stream tells. */
  fps: number | null;
  /** RFC 6381 codec string of the source's own H.264 when a browser can decode it as it is, else null. */
  passthroughCodec: string | null;
}

/** The format of a source, without its epoch. */
export type TrackFormat = Omit<SourceFormat, 'epoch'>;

/** One access unit as the source sent it: Annex B with in-band SPS and PPS before every key frame. */
export interface SourcePacket {
  epoch: number;
  ptsUs: number;
  captureTimeUs: number;
  key: boolean;
  data: Uint8Array;
}

/** Why a source had to be opened again: bounded, as it labels a metric. */
export type ReconnectReason = 'stalled' | 'ended' | 'refused' | 'unreachable' | 'broken';

/** Receives everything from a source, in order, on the main thread. */
export interface SourceListener {
  /**
   * `again`: a repeated attempt at a source that is known to be down, or its failure for the same reason; not to be
   * reported.
   */
  onState(state: StreamState, reason?: string, again?: boolean): void;
  /** The source was lost and is opened again. Not called for further attempts before the next picture. */
  onReconnect(reason: ReconnectReason): void;
  onFormat(format: SourceFormat): void;
  /** Called for every packet of the video track. `packet` is null when it cannot be passed through. */
  onPacket(packet: SourcePacket | null): void;
  /** The source disposes the frame after the call: retain it to keep it. */
  onFrame(frame: SharedFrame): void;
}

/** Back-pressure: a source that is not live awaits this before it continues. */
export interface Demand {
  /** Resolves when another frame can be taken. */
  ready(): Promise<void>;
}

export interface VideoSource {
  /** True when frames come at their own pace and cannot be held back. */
  readonly live: boolean;
  /**
   * Opens the source and reads until `stop`. Failures become states; nothing is thrown. A live source does not wait for
   * `demand`.
   */
  start(listener: SourceListener, demand: Demand): void;
  /** Ends within a second, whatever the source is doing; the listener is not called afterwards. */
  stop(): Promise<void>;
}

export interface SourceDeps {
  log: Logger;
  clock?: Clock;
  /** 0 to 1, as Math.random: the jitter of reconnects. */
  random?: () => number;
}
