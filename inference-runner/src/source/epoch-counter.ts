import type { Clock } from '@framewatch/service-kit';
import { sameOrientation } from '../picture/index.js';
import type { SourceFormat, TrackFormat } from './types.js';

const US_PER_MS = 1000;

/**
 * Numbers the epochs of one source. An epoch is the millisecond of the wall clock in which it begins, or the number
 * after the last. A restart, or a replica that takes the stream over, takes far longer than that, so its epochs are new
 * ones; unless its clock is behind by more than the change took.
 */
export class EpochCounter {
  readonly #clock: Clock;
  #format: SourceFormat | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The format of the current epoch; null before the first. */
  get format(): SourceFormat | null {
    return this.#format;
  }

  /** Begins an epoch, except when `goesOn` is true (time continues) and the format is the same. */
  begin(format: TrackFormat, goesOn: boolean): SourceFormat {
    if (goesOn && this.#format && sameFormat(this.#format, format)) return this.#format;
    const nowMs = Math.floor(this.#clock.wallUs() / US_PER_MS);
    this.#format = { ...format, epoch: Math.max(nowMs, (this.#format?.epoch ?? 0) + 1) };
    return this.#format;
  }
}

function sameFormat(a: TrackFormat, b: TrackFormat): boolean {
  return (
    a.codec === b.codec &&
    a.width === b.width &&
    a.height === b.height &&
    sameOrientation(a.orientation, b.orientation) &&
    a.fps === b.fps &&
    a.passthroughCodec === b.passthroughCodec
  );
}
