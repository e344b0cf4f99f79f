import type { VideoConfig } from '@framewatch/protocol';

/** One picture on its way to viewers, already in its wire form (protocol `encodeVideo`), shared by all of them. */
export interface RelayedPicture {
  message: Uint8Array;
  key: boolean;
  epoch: number;
  seq: number;
  ptsUs: number;
}

export interface RelayListener {
  /** Called first, and again on every change; the picture after it is a key frame. */
  onVideoConfig(epoch: number, config: VideoConfig): void;
  onPicture(picture: RelayedPicture): void;
}

/** The video of one stream for its viewers: passed through or encoded once, whatever their number. */
export interface VideoRelay {
  /**
   * Gives the current configuration and group of pictures at once, then follows live. Returns a function that
   * unsubscribes.
   */
  subscribe(format: 'h264' | 'jpeg', listener: RelayListener): () => void;
}
