import { type Clock, RateLimiter } from '@framewatch/service-kit';
import type { Semaphore } from './fair-semaphore.js';

/** Why a frame is given up without having been worked on. */
export type GiveUpReason = 'newer-frame' | 'target-fps' | 'shutdown';

export interface SchedulerOptions<T> {
  /**
   * True when frames cannot be held back: the latest replaces a waiting one. Otherwise every frame is processed, and `ready`
   * tells when to offer the next.
   */
  live: boolean;
  targetFps: number | null;
  /** Most frames that are processed at the same time. */
  maxInFlight: number;
  clock: Clock;
  /** Shared by the schedulers of streams that use the same model. */
  semaphore: Semaphore;
  /** Takes ownership of the frame; resolves when it is done. Must not reject. */
  work(frame: T): Promise<void>;
  /** Takes ownership of a frame that is not processed. */
  giveUp(frame: T, reason: GiveUpReason): void;
}

/** Decides which frame is processed next: a slot for one waiting frame, and a bounded number of frames in progress. */
export class Scheduler<T> {
  readonly #options: SchedulerOptions<T>;
  readonly #rate: RateLimiter;
  #slot: T | null = null;
  /** Resolves the promise of `ready` when the slot is free. */
  readonly #whenFree: (() => void)[] = [];
  /** Cancels what the frame in the slot waits for: its time, or a permit. */
  #cancelWait: (() => void) | null = null;
  #inFlight = 0;
  #idle: (() => void) | null = null;
  #closed = false;

  constructor(options: SchedulerOptions<T>) {
    this.#options = options;
    this.#rate = new RateLimiter(options.targetFps);
  }

  /** Takes ownership. A source that is not live offers one frame at a time, after `ready`. */
  offer(frame: T): void {
    if (this.#closed) {
      this.#options.giveUp(frame, 'shutdown');
      return;
    }
    if (this.#options.live) {
      this.#offerLive(frame);
      return;
    }
    this.#slot = frame;
    this.#fill();
  }

  /** Resolves when another frame may be offered: at once while the slot is free. */
  async ready(): Promise<void> {
    if (this.#slot === null) return;
    await new Promise<void>((resolve) => this.#whenFree.push(resolve));
  }

  /** Closed, and no frame is in progress. */
  get closed(): boolean {
    return this.#closed && this.#inFlight === 0;
  }

  /** Returns what it is doing, for support. `waiting`: a frame is in the slot. */
  dump() {
    const waiting = this.#slot !== null;
    return { closed: this.closed, waiting, inFlight: this.#inFlight };
  }

  /** Drops the waiting frame; resolves when no frame is in progress. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelWait?.();
    this.#cancelWait = null;
    const waiting = this.#take();
    if (waiting !== null) this.#options.giveUp(waiting, 'shutdown');
    if (this.#inFlight === 0) return;
    await new Promise<void>((resolve) => {
      this.#idle = resolve;
    });
  }

  #offerLive(frame: T): void {
    const nowMs = this.#options.clock.nowMs();
    if (this.#rate.waitMs(nowMs) > 0) {
      this.#options.giveUp(frame, 'target-fps');
      return;
    }
    this.#rate.pass(nowMs);
    const older = this.#slot;
    this.#slot = frame;
    if (older !== null) this.#options.giveUp(older, 'newer-frame');
    this.#fill();
  }

  /** Starts processing the frame in the slot as soon as time and permits allow. */
  #fill(): void {
    if (this.#slot === null || this.#inFlight >= this.#options.maxInFlight || this.#cancelWait) return;
    const waitMs = this.#options.live ? 0 : this.#rate.waitMs(this.#options.clock.nowMs());
    if (waitMs > 0)
      this.#wait(
        (go) => this.#options.clock.after(waitMs, go),
        () => this.#fill()
      );
    else
      this.#wait(
        (go) => this.#options.semaphore.acquire(go),
        () => this.#start()
      );
  }

  /** Waits for one condition at a time, which may be met already. */
  #wait(until: (go: () => void) => () => void, then: () => void): void {
    const wait = { over: false };
    const cancel = until(() => {
      wait.over = true;
      this.#cancelWait = null;
      then();
    });
    if (!wait.over) this.#cancelWait = cancel;
  }

  #take(): T | null {
    const frame = this.#slot;
    this.#slot = null;
    for (const wake of this.#whenFree.splice(0)) wake();
    return frame;
  }

  #start(): void {
    const frame = this.#take();
    if (frame === null) {
      this.#options.semaphore.release();
      return;
    }
    if (!this.#options.live) this.#rate.pass(this.#options.clock.nowMs());
    void this.#work(frame);
  }

  async #work(frame: T): Promise<void> {
    this.#inFlight += 1;
    await this.#options.work(frame);
    this.#inFlight -= 1;
    this.#options.semaphore.release();
    if (this.#inFlight === 0) this.#idle?.();
    this.#fill();
  }
}
