import type { Frame } from 'node-av/lib';
import type { DecodedFrame } from '../source/types.js';

/** A frame with its time; whoever holds it owns `frame`. */
export type TimedFrame = Pick<DecodedFrame, 'epoch' | 'ptsUs' | 'captureTimeUs' | 'arrivalMs' | 'frame'>;

/**
 * Runs slow work on frames, one at a time. Of the frames that come meanwhile only the latest is kept. The work must not
 * reject; it does not free the frame.
 */
export class LatestFrame {
  #waiting: TimedFrame | null = null;
  #running: Promise<void> | null = null;
  #closed = false;

  constructor(private readonly work: (frame: TimedFrame) => Promise<void>) {}

  get busy(): boolean {
    return this.#running !== null;
  }

  /** Takes a reference of the frame; the frame itself stays the caller's. */
  offer(offered: TimedFrame): void {
    if (this.#closed) return;
    const frame: Frame | null = offered.frame.clone();
    if (!frame) return;
    this.#waiting?.frame.free();
    this.#waiting = { ...offered, frame };
    this.#running ??= this.#run();
  }

  /** Lets go of what waits; resolves when the work in hand is done. */
  async drain(): Promise<void> {
    this.#waiting?.frame.free();
    this.#waiting = null;
    await this.#running;
  }

  /** Resolves when the work in hand is done and nothing is held any more. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.drain();
  }

  async #run(): Promise<void> {
    for (;;) {
      const next = this.#waiting;
      this.#waiting = null;
      if (!next) break;
      try {
        await this.work(next);
      } finally {
        next.frame.free();
      }
    }
    this.#running = null;
  }
}
