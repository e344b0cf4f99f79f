import type { RelayedPicture } from '../relay/types.js';
import type { LiveLimits } from './limits.js';
import { SentLog } from './sent-log.js';

/** What becomes of one picture: it goes out, goes out as the first after a gap, or is left out. */
export type Verdict = 'send' | 'send-after-gap' | 'skip';

/**
 * Decides for one viewer which pictures it is sent. While it keeps up, all; once it does not, none before a key frame
 * that comes after it has caught up. Keeping up is judged by its acks and by what waits in its socket.
 */
export class CongestionControl {
  readonly #limits: LiveLimits;
  readonly #sent = new SentLog();
  /** A decoder can start at nothing but a key frame, which a viewer that joins may have to wait for. */
  #started = false;
  #skipping = false;
  #skipped = 0;
  #ackLagMs = 0;
  #queueMs = 0;
  #lastPictureMs = -Infinity;

  constructor(limits: LiveLimits) {
    this.#limits = limits;
  }

  /** Pictures left out so far. */
  get skipped(): number {
    return this.#skipped;
  }

  /** Whether the viewer is waiting for a key frame. */
  get skipping(): boolean {
    return this.#skipping;
  }

  /** Bytes handed to the socket so far. */
  get totalBytes(): number {
    return this.#sent.totalBytes;
  }

  /** Sends no more before the next key frame. */
  skipToKey(): void {
    this.#skipping = true;
  }

  judge(picture: RelayedPicture, bufferedBytes: number, nowMs: number): Verdict {
    if (!this.#started && !picture.key) return 'skip';
    this.#started = true;
    const bytes = picture.message.byteLength;
    if (!this.keepsUp(bytes, bufferedBytes, nowMs)) {
      this.#skipping = true;
      // One key frame now and then, so that a viewer whose acks were lost or rare still moves, and can catch up.
      const probe = picture.key && nowMs - this.#lastPictureMs >= this.#limits.ackTimeoutMs;
      if (probe && this.socketKeepsUp(bytes, bufferedBytes, nowMs)) return 'send-after-gap';
      this.#skipped += 1;
      return 'skip';
    }
    if (!this.#skipping) return 'send';
    if (!picture.key) {
      this.#skipped += 1;
      return 'skip';
    }
    this.#skipping = false;
    return 'send-after-gap';
  }

  /** A picture was handed to the socket. */
  sentPicture(seq: number, bytes: number, nowMs: number): void {
    this.#lastPictureMs = nowMs;
    this.#sent.addPicture(seq, bytes, nowMs);
  }

  /** Something else was handed to the socket. */
  sentBytes(bytes: number): void {
    this.#sent.addBytes(bytes);
  }

  /** The viewer has taken in picture `seq`, and pictures that play for `queueMs` wait in its decoder. */
  acknowledge(seq: number, queueMs: number): void {
    const lagMs = this.#sent.acknowledge(seq);
    if (lagMs === null) return;
    // A group of pictures that came at once fills the queue for a moment; lag is what is still there an ack later.
    this.#ackLagMs = lagMs + Math.min(queueMs, this.#queueMs);
    this.#queueMs = queueMs;
    if (this.#ackLagMs > this.#limits.maxLagMs) this.#skipping = true;
  }

  keepsUp(nextBytes: number, bufferedBytes: number, nowMs: number): boolean {
    return (
      this.#ackLagMs <= this.#limits.maxLagMs &&
      this.#sent.unacknowledgedMs(nowMs) <= this.#limits.ackTimeoutMs &&
      this.socketKeepsUp(nextBytes, bufferedBytes, nowMs)
    );
  }

  socketKeepsUp(nextBytes: number, bufferedBytes: number, nowMs: number): boolean {
    if (bufferedBytes === 0) return true;
    if (bufferedBytes + nextBytes > this.#limits.maxBufferedBytes) return false;
    return this.#sent.unflushedMs(bufferedBytes, nowMs) <= this.#limits.maxLagMs;
  }
}
