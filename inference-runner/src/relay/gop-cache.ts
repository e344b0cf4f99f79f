import type { RelayedPicture } from './types.js';

/** Bounds of what is kept for the viewer who joins next. */
export interface GopLimits {
  bytes: number;
  pictures: number;
}

/**
 * The current group of pictures, so that a viewer who joins can decode at once. A group that grows beyond the limits
 * is given up, and who joins then waits for the next key frame.
 */
export class GopCache {
  #pictures: RelayedPicture[] = [];
  #bytes = 0;

  constructor(private readonly limits: GopLimits) {}

  /** From the key frame on; empty where there is none. */
  get pictures(): readonly RelayedPicture[] {
    return this.#pictures;
  }

  add(picture: RelayedPicture): void {
    if (picture.key) this.clear();
    else if (this.#pictures.length === 0) return;
    this.#pictures.push(picture);
    this.#bytes += picture.message.byteLength;
    if (this.#bytes > this.limits.bytes || this.#pictures.length > this.limits.pictures) this.clear();
  }

  clear(): void {
    this.#pictures = [];
    this.#bytes = 0;
  }
}
