import type { Clock } from '../clock.js';
import { PaceLimit } from './pace-limit.js';

/** While one frame is inferred, the next is scaled; an unpaced file keeps one more ready. */
const IN_FLIGHT = { live: 2, unpaced: 3 };

/** Why a frame is given up without having been worked on. */
export type GiveUpReason = 'newer-frame' | 'target-fps' | 'shutdown';

export interface SchedulerOptions<T> {
  /** Frames cannot be held back: the latest wins. Otherwise every frame is worked on and `offer` says when to go on. */
  live: boolean;
  targetFps: number | null;
  clock: Clock;
  /** Takes ownership of the frame; resolves when it is done. Must not reject. */
  work(frame: T): Promise<void>;
  /** Takes ownership of a frame that is not worked on. */
  giveUp(frame: T, reason: GiveUpReason): void;
}

/** Decides which frame is worked on next: a slot for one frame before a bounded number of frames under way. */
export class Scheduler<T> {
  readonly #options: SchedulerOptions<T>;
  readonly #mostInFlight: number;
  readonly #pace: PaceLimit;
  #slot: T | null = null;
  #slotTaken: (() => void) | null = null;
  #cancelWait: (() => void) | null = null;
  #inFlight = 0;
  #idle: (() => void) | null = null;
  #closed = false;

  constructor(options: SchedulerOptions<T>) {
    this.#options = options;
    this.#mostInFlight = options.live ? IN_FLIGHT.live : IN_FLIGHT.unpaced;
    this.#pace = new PaceLimit(options.targetFps);
  }

  /** Takes ownership. For what is not live, resolves when another frame may come; one is offered at a time. */
  offer(frame: T): void | Promise<void> {
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
    if (this.#slot === null) return;
    return new Promise((resolve) => {
      this.#slotTaken = resolve;
    });
  }

  /** Gives up what waits; resolves when nothing is under way any more. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelWait?.();
    const waiting = this.#take();
    if (waiting !== null) this.#options.giveUp(waiting, 'shutdown');
    if (this.#inFlight === 0) return;
    await new Promise<void>((resolve) => {
      this.#idle = resolve;
    });
  }

  #offerLive(frame: T): void {
    const nowMs = this.#options.clock.nowMs();
    if (this.#pace.waitMs(nowMs) > 0) {
      this.#options.giveUp(frame, 'target-fps');
      return;
    }
    this.#pace.pass(nowMs);
    const older = this.#slot;
    this.#slot = frame;
    if (older !== null) this.#options.giveUp(older, 'newer-frame');
    this.#fill();
  }

  /** Starts what waits, if it may start. */
  #fill(): void {
    if (this.#slot === null || this.#inFlight >= this.#mostInFlight || this.#cancelWait) return;
    if (!this.#options.live) {
      const nowMs = this.#options.clock.nowMs();
      const waitMs = this.#pace.waitMs(nowMs);
      if (waitMs > 0) {
        this.#waitFor(waitMs);
        return;
      }
      this.#pace.pass(nowMs);
    }
    const frame = this.#take();
    if (frame !== null) void this.#start(frame);
  }

  #waitFor(ms: number): void {
    const cancel = this.#options.clock.after(ms, () => {
      this.#cancelWait = null;
      this.#fill();
    });
    this.#cancelWait = () => {
      cancel();
      this.#cancelWait = null;
    };
  }

  #take(): T | null {
    const frame = this.#slot;
    this.#slot = null;
    this.#slotTaken?.();
    this.#slotTaken = null;
    return frame;
  }

  async #start(frame: T): Promise<void> {
    this.#inFlight += 1;
    await this.#options.work(frame);
    this.#inFlight -= 1;
    if (this.#inFlight === 0) this.#idle?.();
    this.#fill();
  }
}
