import type { StreamState } from '@framewatch/protocol';
import type { Logger } from 'pino';
import type { Clock } from '@framewatch/service-kit';
import type { SharedFrame } from '../frame/index.js';
import type { Orientation } from '../picture/index.js';

/** What a source sends from now on. Each format starts a new epoch. */
export interface SourceFormat {
  epoch: number;
  /** As FFmpeg names it: `h264`, `hevc`, `mjpeg`, … */
  codec: string;
  /** As a person sees the pictures; null until a picture says, where nothing said before. */
  width: number | null;
  height: number | null;
  /** How the stored pictures have to be turned to be seen like that. */
  orientation: Orientation;
  /** Null where neither the container nor the stream says. */
  fps: number | null;
  /** RFC 6381 codec string of the source's own H.264 where a browser can decode it as it is, else null. */
  passthroughCodec: string | null;
}

/** What a source sends, without the epoch that it belongs to. */
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

/** Told of everything a source does, in order, on the main thread. */
export interface SourceListener {
  /** `again`: one more attempt at what is known to be down, or its failure in the same way; no news for people. */
  onState(state: StreamState, reason?: string, again?: boolean): void;
  /** The source was lost and is opened again; further attempts, until a picture comes, are not told. */
  onReconnect(reason: ReconnectReason): void;
  onFormat(format: SourceFormat): void;
  /** Every packet of the video track, also those that are not passed through. `packet` is null where it cannot be. */
  onPacket(packet: SourcePacket | null): void;
  /** The frame stays the source's, which disposes it after the call: whoever keeps it retains it. */
  onFrame(frame: SharedFrame): void;
}

/** Back-pressure: what a source that is not live asks before it goes on. */
export interface Demand {
  /** Resolves when another frame can be taken. */
  ready(): Promise<void>;
}

export interface VideoSource {
  /** True when frames come at their own pace and cannot be held back. */
  readonly live: boolean;
  /** Opens, and goes on until `stop`. Failures are states, never rejections. Frames of a live source do not wait. */
  start(listener: SourceListener, demand: Demand): void;
  /** Ends within a second, whatever the source is doing; afterwards nothing is told any more. */
  stop(): Promise<void>;
}

export interface SourceDeps {
  log: Logger;
  clock?: Clock;
  /** 0 to 1, as Math.random: the jitter of reconnects. */
  random?: () => number;
}
