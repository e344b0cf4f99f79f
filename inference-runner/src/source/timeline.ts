/** Leaps back of the source's own time beyond these begin a new epoch. B-frames may go back, but not as far. */
export const LEAP_BACK_US = { steady: 500_000, reordering: 3_000_000 };

/** How far the first known time may be from 0 to count as following a picture without one. */
const SOON_US = 1_000_000;

export interface TimelineOptions {
  /** Where this stretch of the source begins on the epoch's time line. */
  startUs: number;
  /** Duration of one picture, for those that come without a time. */
  frameUs: number;
  /** The source sends B-frames: packets come in decoding order and their times go back and forth. */
  reorders: boolean;
  /** How much further than our own clock the source's time may move ahead at once; Infinity: any gap is a pause. */
  leapUs: number;
  /** The source's time that belongs to `startUs`; without it, that of the first packet that has one. */
  zeroUs?: number;
}

/**
 * Puts the source's own timestamps on the time line of an epoch: from `startUs` on, in microseconds, strictly
 * increasing where the source does not reorder.
 */
export class Timeline {
  /** What the source's time is ahead of the epoch's. */
  #offsetUs: number | null = null;
  #lastUs: number | null = null;
  /** On our own clock: when the packet before came. */
  #lastMs = 0;

  constructor(private readonly options: TimelineOptions) {
    const { zeroUs, startUs } = options;
    if (zeroUs !== undefined) this.#offsetUs = zeroUs - startUs;
  }

  get reorders(): boolean {
    return this.options.reorders;
  }

  /** Where the next stretch would go on without a gap. */
  get endUs(): number {
    return this.#lastUs === null ? this.options.startUs : this.#lastUs + this.options.frameUs;
  }

  /**
   * `rawUs`: the packet's own time, null when it has none (as RTSP's first). `nowMs`: our own clock, by which a camera
   * that paused is told from one whose time leapt. Null means: a leap, begin an epoch.
   */
  place(rawUs: number | null, nowMs: number): number | null {
    const expectedUs = this.endUs;
    const passedUs = Math.max(0, nowMs - this.#lastMs) * 1000;
    this.#lastMs = nowMs;
    if (rawUs === null) return (this.#lastUs = expectedUs);
    this.#offsetUs ??= this.#offsetFor(rawUs);
    const placedUs = rawUs - this.#offsetUs;
    const lastUs = this.#lastUs;
    if (lastUs === null) return (this.#lastUs = placedUs);
    const back = this.options.reorders ? LEAP_BACK_US.reordering : LEAP_BACK_US.steady;
    const aheadUs = placedUs - lastUs;
    if (aheadUs - passedUs > this.options.leapUs || -aheadUs > back) return null;
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
