import type { RelayedPicture } from '../relay/index.js';
import type { LiveLimits } from './limits.js';
import { SentLog } from './sent-log.js';

/** The decision on one picture: send it, send it as the first after a gap, or skip it. */
export type Verdict = 'send' | 'send-after-gap' | 'skip';

/**
 * Decides which pictures one viewer gets: all while it keeps up; once it does not, none before the first key frame
 * after it has caught up. Its acks and the bytes in its socket tell whether it keeps up.
 */
export class CongestionControl {
  readonly #limits: LiveLimits;
  readonly #sent = new SentLog();
  /** A decoder can start at a key frame only, so a viewer that joins may have to wait for one. */
  #started = false;
  #skipping = false;
  #skipped = 0;
  #ackLagMs = 0;
  #queueMs = 0;
  #lastPictureMs = -Infinity;

  constructor(limits: LiveLimits) {
    this.#limits = limits;
  }

  /** Number of skipped pictures. */
  get skipped(): number {
    return this.#skipped;
  }

  /** Whether the viewer is waiting for a key frame. */
  get skipping(): boolean {
    return this.#skipping;
  }

  /** Bytes written to the socket so far. */
  get totalBytes(): number {
    return this.#sent.totalBytes;
  }

  /** Skips pictures up to the next key frame. */
  skipToKey(): void {
    this.#skipping = true;
  }

  judge(picture: RelayedPicture, bufferedBytes: number, nowMs: number): Verdict {
    if (!this.#started && !picture.key) return 'skip';
    this.#started = true;
    const bytes = picture.message.byteLength;
    if (!this.keepsUp(bytes, bufferedBytes, nowMs)) {
      this.#skipping = true;
      // Sends a key frame now and then, so that a viewer whose acks were lost or are rare can catch up.
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

  /** A picture was written to the socket. */
  sentPicture(seq: number, bytes: number, nowMs: number): void {
    this.#lastPictureMs = nowMs;
    this.#sent.addPicture(seq, bytes, nowMs);
  }

  /** Other bytes were written to the socket. */
  sentBytes(bytes: number): void {
    this.#sent.addBytes(bytes);
  }

  /** The viewer acknowledged picture `seq`; pictures of `queueMs` wait in its decoder. */
  acknowledge(seq: number, queueMs: number): void {
    const lagMs = this.#sent.acknowledge(seq);
    if (lagMs === null) return;
    // A group of pictures sent at once fills the queue for a moment, so only what is still queued at the next ack is
    // lag.
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
