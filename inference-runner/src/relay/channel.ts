import { type VideoConfig, encodeVideo, withDiscontinuity } from '@framewatch/protocol';
import { GopCache, type GopLimits } from './gop-cache.js';
import type { RelayListener, RelayedPicture } from './types.js';

/** A picture from an encoder or the camera. */
export interface EncodedPicture {
  epoch: number;
  ptsUs: number;
  captureTimeUs: number;
  key: boolean;
  data: Uint8Array;
}

const SEQ_WRAP = 2 ** 32;

/**
 * One format of a stream's video: numbers the pictures and keeps the current group of pictures for viewers that join.
 */
export class Channel {
  readonly #listeners = new Set<RelayListener>();
  readonly #gop: GopCache;
  #current: { epoch: number; config: VideoConfig } | null = null;
  #needsKey = true;
  #seq = 0;

  constructor(limits: GopLimits) {
    this.#gop = new GopCache(limits);
  }

  get viewers(): number {
    return this.#listeners.size;
  }

  /** True until a key frame comes: nothing is sent before it. */
  get needsKey(): boolean {
    return this.#needsKey;
  }

  subscribe(listener: RelayListener): () => void {
    this.#listeners.add(listener);
    if (this.#current) listener.onVideoConfig(this.#current.epoch, this.#current.config);
    this.#gop.pictures.forEach((picture, index) => {
      listener.onPicture(index === 0 ? { ...picture, message: withDiscontinuity(picture.message) } : picture);
    });
    return () => void this.#listeners.delete(listener);
  }

  /** Sets the configuration of the following pictures; the next picture sent is a key frame. */
  configure(epoch: number, config: VideoConfig): void {
    this.#current = { epoch, config };
    this.interrupt();
    for (const listener of this.#listeners) listener.onVideoConfig(epoch, config);
  }

  /** Pictures are missing: nothing is sent until the next key frame. */
  interrupt(): void {
    this.#needsKey = true;
    this.#gop.clear();
  }

  /** Drops configuration and pictures: a viewer that joins waits for the next configuration. */
  reset(): void {
    this.#current = null;
    this.interrupt();
  }

  publish({ epoch, ptsUs, captureTimeUs, key, data }: EncodedPicture): void {
    if (!this.#current || (this.#needsKey && !key)) return;
    const seq = this.#seq;
    this.#seq = (seq + 1) % SEQ_WRAP;
    const discontinuity = this.#needsKey;
    this.#needsKey = false;
    const message = encodeVideo({ key, discontinuity, epoch, seq, ptsUs, captureTimeUs, payload: data });
    const picture: RelayedPicture = { message, key, epoch, seq, ptsUs };
    this.#gop.add(picture);
    for (const listener of this.#listeners) listener.onPicture(picture);
  }
}
