interface SentPicture {
  seq: number;
  atMs: number;
  /** Bytes written to the socket up to the end of this picture. */
  endOffset: number;
}

/**
 * Records when each picture was written to a viewer's socket, until the viewer acknowledges it, to tell how far behind
 * the viewer is. Compares times of sending, not pts: so a group of pictures sent at once, a new epoch or a file that is
 * played faster than real time does not look like lag. It holds at most the pictures of one ack timeout, after which
 * its owner stops sending.
 */
export class SentLog {
  /** The first entry is the newest acknowledged picture, once there is one. */
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
   * The viewer acknowledged picture `seq`. Returns how long after it the newest picture was sent, milliseconds; null
   * for a picture that was not sent or was acknowledged before.
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

  /** Age of the oldest picture that is not acknowledged; 0 when there is none. */
  unacknowledgedMs(nowMs: number): number {
    const oldest = this.#pictures[this.#anyAcked ? 1 : 0];
    return oldest ? nowMs - oldest.atMs : 0;
  }

  /** Age of the oldest picture that is partly in the socket's `bufferedBytes`; 0 when there is none. */
  unflushedMs(bufferedBytes: number, nowMs: number): number {
    if (bufferedBytes <= 0) return 0;
    const flushed = this.#totalBytes - bufferedBytes;
    const oldest = this.#pictures.find((picture) => picture.endOffset > flushed);
    return oldest ? nowMs - oldest.atMs : 0;
  }
}
