import { BitReader, withoutEmulation } from './bits.js';
import type { SequenceParameters } from './sps.js';

const IDR = 5;

/**
 * Notices by their numbers that pictures of an H.264 stream are missing (ITU-T H.264, 7.4.3, `frame_num`). FFmpeg fills
 * such a gap with copies of the picture before, and says so nowhere but in its log.
 */
export class FrameNumbers {
  /** Of the last picture that others refer to. */
  #last: number | null = null;

  /** `slice`: the beginning of the first slice of each picture, with its NAL header. True: some before it are missing. */
  missingBefore(slice: Uint8Array, sps: SequenceParameters): boolean {
    const header = slice[0] ?? 0;
    if ((header & 0x1f) === IDR) {
      this.#last = 0;
      return false;
    }
    const bits = new BitReader(withoutEmulation(slice.subarray(1)));
    // First macroblock, type of slice, picture parameter set.
    for (let field = 0; field < 3; field += 1) bits.unsigned();
    if (sps.separateColors) bits.read(2);
    const number = bits.read(sps.frameNumberBits);
    if (bits.over) return false;
    const last = this.#last;
    const isReference = (header & 0x60) !== 0;
    if (isReference) this.#last = number;
    if (last === null || sps.gapsAllowed) return false;
    return number !== last && number !== (last + 1) % 2 ** sps.frameNumberBits;
  }
}
