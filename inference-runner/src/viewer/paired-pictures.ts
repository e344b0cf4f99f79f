import type { RelayedPicture } from '../relay/index.js';

/** After so long without a picture a viewer is sent one without a result. */
const LONGEST_WAIT_MS = 500;
const MOST_RESULTS = 64;

interface Moment {
  readonly epoch: number;
  readonly ptsUs: number;
}

/**
 * Lets through the pictures that have a result of their own, for a viewer that shows no others. Each of them has to be
 * decodable by itself. While no results come it lets all through, later; and two a second where results are always of
 * pictures that were not encoded, as it is not known before which frames will be inferred.
 */
export class PairedPictures {
  #waiting: { picture: RelayedPicture; sinceMs: number }[] = [];
  #results: Moment[] = [];
  #sentMs = -Infinity;

  /** Returns the pictures to send now that this one came. */
  takePicture(picture: RelayedPicture, nowMs: number): RelayedPicture[] {
    const due = this.#overdue(nowMs);
    if (this.#results.some((result) => isSame(result, picture))) return this.#sent([...due, picture], nowMs);
    if (!this.#results.some((result) => isBefore(picture, result))) this.#waiting.push({ picture, sinceMs: nowMs });
    return this.#sent(due, nowMs);
  }

  /** Returns the picture to send now that its result came; those before it were passed over. */
  takeResult(result: Moment, nowMs: number): RelayedPicture[] {
    this.#results = [...this.#results, { epoch: result.epoch, ptsUs: result.ptsUs }].slice(-MOST_RESULTS);
    const own = this.#waiting.filter(({ picture }) => isSame(picture, result));
    const passedOver = this.#waiting.filter(({ picture }) => isBefore(picture, result));
    this.#waiting = this.#waiting.filter(({ picture }) => isBefore(result, picture));
    const isLate = nowMs - this.#sentMs >= LONGEST_WAIT_MS;
    const sent = own.length === 0 && isLate ? passedOver.slice(-1) : own;
    return this.#sent(
      sent.map(({ picture }) => picture),
      nowMs
    );
  }

  /** Another run of the video begins. */
  clear(): void {
    this.#sentMs = -Infinity;
    this.#waiting = [];
    this.#results = [];
  }

  #sent(pictures: RelayedPicture[], nowMs: number): RelayedPicture[] {
    if (pictures.length > 0) this.#sentMs = nowMs;
    return pictures;
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
