import type { VideoMessage } from '@framewatch/protocol';

/** A longer group is not kept: a runner does not keep it either, and no decoder takes in more at once. */
const MAX_PICTURES = 600;
const MAX_BYTES = 16 * 1024 * 1024;

/** The current group of pictures, from its key frame on: where a decoder can begin. Empty where none is known. */
export class PictureGroup {
  #pictures: VideoMessage[] = [];
  #bytes = 0;

  get pictures(): readonly VideoMessage[] {
    return this.#pictures;
  }

  add(picture: VideoMessage): void {
    if (picture.key || picture.discontinuity) this.clear();
    if (!picture.key && this.#pictures.length === 0) return;
    this.#pictures.push(picture);
    this.#bytes += picture.payload.byteLength;
    if (this.#pictures.length > MAX_PICTURES || this.#bytes > MAX_BYTES) this.clear();
  }

  clear(): void {
    this.#pictures = [];
    this.#bytes = 0;
  }
}
