import type { Numbered, Position } from './position.js';
import type { StreamMessage } from './types.js';

/** As much as a decoder holds at most: some twenty seconds of a good camera. */
const MAX_MESSAGES = 1_200;
const MAX_BYTES = 32 * 1024 * 1024;

/**
 * What a new connection brought while the old one still delivers. It begins in the past, with the current group of
 * pictures, so the two overlap; once nothing is missing between them, the new one can go on where the old one stopped.
 */
export class Handover {
  readonly #hasVideo: boolean;
  #held: StreamMessage[] = [];
  #bytes = 0;
  #firstPicture: Numbered | null = null;
  #firstResult: Numbered | null = null;

  /** `hasVideo`: the connections bring pictures, and not results alone. */
  constructor(hasVideo: boolean) {
    this.#hasVideo = hasVideo;
  }

  hold(message: StreamMessage): void {
    this.#held.push(message);
    if ('type' in message) return;
    if (message.kind === 'result') {
      this.#firstResult ??= message.result;
    } else {
      this.#firstPicture ??= message;
      this.#bytes += message.payload.byteLength;
    }
  }

  /** No more can be held. */
  get full(): boolean {
    return this.#held.length >= MAX_MESSAGES || this.#bytes >= MAX_BYTES;
  }

  /** Nothing is missing between what was delivered and what is held. */
  joins(pictures: Position, results: Position): boolean {
    if (!this.#firstResult || !results.joins(this.#firstResult)) return false;
    return !this.#hasVideo || (this.#firstPicture !== null && pictures.joins(this.#firstPicture));
  }

  /** Everything held, in its order. */
  release(): StreamMessage[] {
    const held = this.#held;
    this.#held = [];
    return held;
  }
}
