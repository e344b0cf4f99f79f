/** Leaps of the source's own time beyond these begin a new epoch. B-frames may go back, but not as far. */
export const LEAP_US = { ahead: 10_000_000, back: 500_000, backReordering: 3_000_000 };

/** How far the first known time may be from 0 to count as following a picture without one. */
const SOON_US = 1_000_000;

export interface TimelineOptions {
  /** Where this stretch of the source begins on the epoch's time line. */
  startUs: number;
  /** Duration of one picture, for those that come without a time. */
  frameUs: number;
  /** The source sends B-frames: packets come in decoding order and their times go back and forth. */
  reorders: boolean;
}

/**
 * Puts the source's own timestamps on the time line of an epoch: from `startUs` on, in microseconds, strictly
 * increasing where the source does not reorder.
 */
export class Timeline {
  /** What the source's time is ahead of the epoch's. */
  #offsetUs: number | null = null;
  #lastUs: number | null = null;

  constructor(private readonly options: TimelineOptions) {}

  get reorders(): boolean {
    return this.options.reorders;
  }

  /** Where the next stretch would go on without a gap. */
  get endUs(): number {
    return this.#lastUs === null ? this.options.startUs : this.#lastUs + this.options.frameUs;
  }

  /** `rawUs`: the packet's own time, null when it has none (as RTSP's first). Null means: a leap, begin an epoch. */
  place(rawUs: number | null): number | null {
    const expectedUs = this.endUs;
    if (rawUs === null) return (this.#lastUs = expectedUs);
    this.#offsetUs ??= this.#offsetFor(rawUs);
    const placedUs = rawUs - this.#offsetUs;
    const lastUs = this.#lastUs;
    if (lastUs === null) return (this.#lastUs = placedUs);
    const back = this.options.reorders ? LEAP_US.backReordering : LEAP_US.back;
    if (placedUs - lastUs > LEAP_US.ahead || lastUs - placedUs > back) return null;
    if (this.options.reorders) {
      this.#lastUs = Math.max(lastUs, placedUs);
      return placedUs;
    }
    return (this.#lastUs = Math.max(lastUs + 1, placedUs));
  }

  /** RTSP's own time begins at 0 with the picture that came without one. */
  #offsetFor(rawUs: number): number {
    const afterUntimed = this.#lastUs !== null;
    return afterUntimed && rawUs > 0 && rawUs < SOON_US ? -this.options.startUs : rawUs - this.endUs;
  }
}
