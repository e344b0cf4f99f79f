/** A larger step back of the source's time begins a new epoch. B-frames may step back, but not as far. */
export const LEAP_BACK_US = { steady: 500_000, reordering: 3_000_000 };

/** Largest first known time that still counts as following a picture without a time. */
const SOON_US = 1_000_000;

export interface TimelineOptions {
  /** Time in the epoch at which this part of the source begins. */
  startUs: number;
  /** Duration of one picture, for pictures without a time. */
  frameUs: number;
  /** The source sends B-frames: packets come in decoding order and their times go back and forth. */
  reorders: boolean;
  /** How far the source's time may jump ahead of our own clock; Infinity: any gap is a pause. */
  leapUs: number;
  /** The source's time at `startUs`; by default that of the first packet that has one. */
  zeroUs?: number;
}

/**
 * Maps the source's own timestamps to the time of an epoch: from `startUs` on, in microseconds, strictly increasing
 * unless the source reorders.
 */
export class Timeline {
  /** Difference between the source's time and the epoch's. */
  #offsetUs: number | null = null;
  #lastUs: number | null = null;
  /** Arrival of the packet before, on our own clock. */
  #lastMs = 0;

  constructor(private readonly options: TimelineOptions) {
    const { zeroUs, startUs } = options;
    if (zeroUs !== undefined) this.#offsetUs = zeroUs - startUs;
  }

  get reorders(): boolean {
    return this.options.reorders;
  }

  /** Where the next part has to start to continue without a gap. */
  get endUs(): number {
    return this.#lastUs === null ? this.options.startUs : this.#lastUs + this.options.frameUs;
  }

  /**
   * `rawUs`: the packet's own time, null when it has none (like RTSP's first). `nowMs`: our own clock, to distinguish a
   * camera that paused from one whose time leapt. Returns null after a leap: begin an epoch.
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

  /** RTSP's time begins at 0 with the first picture, which came without a time. */
  #offsetFor(rawUs: number): number {
    const afterUntimed = this.#lastUs !== null;
    return afterUntimed && rawUs > 0 && rawUs < SOON_US ? -this.options.startUs : rawUs - this.endUs;
  }
}
