import type { Frame } from 'node-av/lib';

/** One picture out of an encoder. */
export interface Encoded {
  key: boolean;
  data: Uint8Array;
  width: number;
  height: number;
  /** RFC 6381 codec string, null for JPEG. Known from a key frame on. */
  codec: string | null;
}

/** Encodes one picture at a time, each at once. */
export interface PictureEncoder {
  /** Does not free the frame. Rejects with an FFmpegError, and can be used on. */
  encode(frame: Frame, ptsUs: number, forceKey: boolean): Promise<Encoded>;
  /** Call it only while nothing is being encoded. The next picture opens the encoder again. */
  close(): void;
}
