import type { SharedFrame } from '../frame/index.js';

/**
 * Runs slow work on frames, one at a time. Of the frames that come meanwhile it keeps only the latest. The work must
 * not reject, and owns the frame until it is done.
 */
export class LatestFrame {
  #waiting: SharedFrame | null = null;
  #running: Promise<void> | null = null;
  #closed = false;

  constructor(private readonly work: (frame: SharedFrame) => Promise<void>) {}

  get busy(): boolean {
    return this.#running !== null;
  }

  /** Retains the frame. */
  offer(frame: SharedFrame): void {
    if (this.#closed) return;
    this.#letGo();
    this.#waiting = frame.retain();
    this.#running ??= this.#run();
  }

  /** Drops the waiting frame; resolves when the current work is done. */
  async drain(): Promise<void> {
    this.#letGo();
    await this.#running;
  }

  /** Resolves when the current work is done and no frame is held. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.drain();
  }

  #letGo(): void {
    this.#waiting?.[Symbol.dispose]();
    this.#waiting = null;
  }

  async #run(): Promise<void> {
    while (this.#waiting) {
      using next = this.#waiting;
      this.#waiting = null;
      await this.work(next);
    }
    this.#running = null;
  }
}
