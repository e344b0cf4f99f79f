import type { Kept } from '../types.js';

/** What is learnt slowly need not be written each second: flash memory wears out. */
const INTERVAL_US = 600_000_000;

/** What a detector had learnt some minutes ago, or when its last event began or ended: whichever was later. */
export class KeptNow implements Kept {
  #saved: unknown = null;
  #savedUs = -Infinity;

  constructor(
    readonly name: string,
    private readonly read: () => unknown,
    private readonly take: (saved: unknown) => void
  ) {}

  /** Call it when something has been learnt. `atOnce`: it matters for events that last. */
  refresh(nowUs: number, atOnce: boolean): void {
    if (!atOnce && Math.abs(nowUs - this.#savedUs) < INTERVAL_US) return;
    this.#savedUs = nowUs;
    this.#saved = this.read();
  }

  /** Null before something has been learnt. */
  save(): unknown {
    return this.#saved;
  }

  restore(saved: unknown): void {
    this.take(saved);
  }
}
