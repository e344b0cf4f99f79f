import type { RelayedPicture } from './types.js';

/** Bounds of what is kept for the next viewer that joins. */
export interface GopLimits {
  bytes: number;
  pictures: number;
}

/**
 * The current group of pictures, so that a viewer who joins can decode at once. A group that grows beyond the limits
 * is dropped, and a viewer that joins then waits for the next key frame.
 */
export class GopCache {
  #pictures: RelayedPicture[] = [];
  #bytes = 0;

  constructor(private readonly limits: GopLimits) {}

  /** The pictures from the key frame on; empty when there is none. */
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
