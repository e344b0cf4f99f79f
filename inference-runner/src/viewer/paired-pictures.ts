import type { RelayedPicture } from '../relay/index.js';

/** A picture waits for its result as long as a viewer would; then it is worth to be seen without. */
const LONGEST_WAIT_MS = 500;
const MOST_RESULTS = 64;

interface Moment {
  readonly epoch: number;
  readonly ptsUs: number;
}

/**
 * Lets through the pictures that have a result of their own, for a viewer that shows no others. Each of them has to be
 * decodable by itself. While no results come it lets all through, later.
 */
export class PairedPictures {
  #waiting: { picture: RelayedPicture; sinceMs: number }[] = [];
  #results: Moment[] = [];

  /** Returns the pictures to send now that this one came. */
  takePicture(picture: RelayedPicture, nowMs: number): RelayedPicture[] {
    const due = this.#overdue(nowMs);
    if (this.#results.some((result) => isSame(result, picture))) return [...due, picture];
    if (!this.#results.some((result) => isBefore(picture, result))) this.#waiting.push({ picture, sinceMs: nowMs });
    return due;
  }

  /** Returns the picture to send now that its result came; those before it were passed over. */
  takeResult(result: Moment): RelayedPicture[] {
    this.#results = [...this.#results, { epoch: result.epoch, ptsUs: result.ptsUs }].slice(-MOST_RESULTS);
    const own = this.#waiting.filter(({ picture }) => isSame(picture, result));
    this.#waiting = this.#waiting.filter(({ picture }) => isBefore(result, picture));
    return own.map(({ picture }) => picture);
  }

  /** Another run of the video begins. */
  clear(): void {
    this.#waiting = [];
    this.#results = [];
  }

  #overdue(nowMs: number): RelayedPicture[] {
    const due = this.#waiting.filter(({ sinceMs }) => nowMs - sinceMs >= LONGEST_WAIT_MS);
    this.#waiting = this.#waiting.slice(due.length);
    return due.map(({ picture }) => picture);
  }
}

function isSame(a: Moment, b: Moment): boolean {
  return a.epoch === b.epoch && a.ptsUs === b.ptsUs;
}

function isBefore(a: Moment, b: Moment): boolean {
  return a.epoch < b.epoch || (a.epoch === b.epoch && a.ptsUs < b.ptsUs);
}
