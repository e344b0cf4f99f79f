import type { VideoConfig, VideoMessage } from '@framewatch/protocol';

export type DecoderKind = 'webcodecs' | 'jpeg';

/** Why a decoder cannot be used here. */
export type UnsupportedReason =
  'insecure-context' | 'no-webcodecs' | 'no-image-bitmap' | 'codec-unsupported' | 'decode-errors' | 'video-unavailable';

export interface Unsupported {
  kind: DecoderKind;
  reason: UnsupportedReason;
  detail: string;
}

/** Clockwise by `rotation` degrees, then mirrored left to right where `flip` is set. */
export type Turn = Pick<VideoConfig, 'rotation' | 'flip'>;

/** One decoded picture. Its holder closes it, exactly once. */
export interface Picture {
  readonly image: VideoFrame | ImageBitmap;
  readonly epoch: number;
  readonly ptsUs: number;
  readonly captureTimeUs: number;
  /** Pictures are missing between this one and the one before it. */
  readonly discontinuity: boolean;
  /** Size to be shown at, pixels. */
  readonly width: number;
  readonly height: number;
  /** How the image has to be turned for that; absent for an upright image. */
  readonly turn?: Turn;
  close(): void;
}

export interface DecoderListener {
  /** The listener owns the picture. */
  onPicture(picture: Picture): void;
  /** Nothing can be decoded before the next key frame. */
  onKeyframeNeeded(): void;
  /** This decoder has failed for good. */
  onUnsupported(unsupported: Unsupported): void;
}

/** Decodes video messages to pictures, in order. Never throws; drops and counts messages when it cannot keep up. */
export interface PictureDecoder {
  readonly kind: DecoderKind;
  /** Number of messages whose picture is not decoded yet. */
  readonly queue: number;
  /** Number of dropped messages. */
  readonly dropped: number;
  /** Sets the format of the next messages, and drops those that wait. */
  configure(config: VideoConfig, epoch: number): void;
  decode(message: VideoMessage): void;
  close(): void;
}
