interface SentPicture {
  seq: number;
  atMs: number;
  /** Bytes that had been handed to the socket once this picture was. */
  endOffset: number;
}

/**
 * Remembers when each picture was handed to a viewer's socket, until the viewer acknowledges it, and so knows how far
 * behind the viewer is. Time of sending is compared, not pts: a group of pictures sent at once, a new epoch or a file
 * that is played faster than it was filmed then does not look like lag.
 * It holds no more than what is sent within the ack timeout, after which its owner stops sending.
 */
export class SentLog {
  /** The first is the newest acknowledged one, once there is one. */
  #pictures: SentPicture[] = [];
  #anyAcked = false;
  #totalBytes = 0;

  get totalBytes(): number {
    return this.#totalBytes;
  }

  addBytes(bytes: number): void {
    this.#totalBytes += bytes;
  }

  addPicture(seq: number, bytes: number, nowMs: number): void {
    this.#totalBytes += bytes;
    this.#pictures.push({ seq, atMs: nowMs, endOffset: this.#totalBytes });
  }

  /**
   * The viewer has taken in picture `seq`. Returns how long after it the newest picture was sent, milliseconds;
   * null for a picture that was not sent or was acknowledged long ago: nothing can be told from it.
   */
  acknowledge(seq: number): number | null {
    const index = this.#pictures.findLastIndex((picture) => picture.seq === seq);
    const acked = this.#pictures[index];
    const newest = this.#pictures.at(-1);
    if (!acked || !newest) return null;
    this.#pictures.splice(0, index);
    this.#anyAcked = true;
    return newest.atMs - acked.atMs;
  }

  /** For how long the oldest picture that is not acknowledged has been on its way; 0 when none is. */
  unacknowledgedMs(nowMs: number): number {
    const oldest = this.#pictures[this.#anyAcked ? 1 : 0];
    return oldest ? nowMs - oldest.atMs : 0;
  }

  /** For how long the oldest picture has waited of which a part is among the socket's `bufferedBytes`; 0 for none. */
  unflushedMs(bufferedBytes: number, nowMs: number): number {
    if (bufferedBytes <= 0) return 0;
    const flushed = this.#totalBytes - bufferedBytes;
    const oldest = this.#pictures.find((picture) => picture.endOffset > flushed);
    return oldest ? nowMs - oldest.atMs : 0;
  }
}
