import type { Clock } from '@framewatch/service-kit';

/** Calls back once when it was not fed for `ms`, then does nothing until `watch` is called again. */
export class Watchdog {
  #cancel: (() => void) | null = null;
  #deadlineMs = 0;
  #ms = 0;

  constructor(
    private readonly clock: Clock,
    private readonly onTimeout: () => void
  ) {}

  /** Starts watching, with this timeout. */
  watch(ms: number): void {
    this.rest();
    this.#ms = ms;
    this.feed();
    this.#arm(ms);
  }

  /** Cheap: called for every frame. */
  feed(): void {
    this.#deadlineMs = this.clock.nowMs() + this.#ms;
  }

  rest(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  // One timer per period, not one per frame: when it fires early it is set again for what is left.
  #arm(ms: number): void {
    this.#cancel = this.clock.after(ms, () => {
      const left = this.#deadlineMs - this.clock.nowMs();
      if (left > 0) {
        this.#arm(left);
        return;
      }
      this.#cancel = null;
      this.onTimeout();
    });
  }
}
