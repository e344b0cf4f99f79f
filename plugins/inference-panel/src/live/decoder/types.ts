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

/** One decoded picture. Who holds it closes it, exactly once. */
export interface Picture {
  readonly image: VideoFrame | ImageBitmap;
  readonly epoch: number;
  readonly ptsUs: number;
  readonly captureTimeUs: number;
  /** Size to be shown at, pixels. */
  readonly width: number;
  readonly height: number;
  /** How the image has to be turned for that; absent where it is upright. */
  readonly turn?: Turn;
  close(): void;
}

export interface DecoderListener {
  /** The picture is the listener's from here on. */
  onPicture(picture: Picture): void;
  /** Nothing can be decoded before the next key frame. */
  onKeyframeNeeded(): void;
  /** This decoder will never give a picture (again). */
  onUnsupported(unsupported: Unsupported): void;
}

/** Video messages in, pictures out, in order. Never throws; what it cannot keep up with is dropped and counted. */
export interface PictureDecoder {
  readonly kind: DecoderKind;
  /** Messages taken in whose picture is not out yet. */
  readonly queue: number;
  /** Messages that will never become a picture. */
  readonly dropped: number;
  /** What the next messages are. Whatever is still waiting belongs to the past and is dropped. */
  configure(config: VideoConfig, epoch: number): void;
  decode(message: VideoMessage): void;
  close(): void;
}
