import { type Orientation, UPRIGHT } from '../picture/index.js';
import { BitReader, withoutEmulation } from './bits.js';

/** Display orientation (ITU-T H.264, D.1.27). */
const ORIENTATION = 47;

/**
 * How the pictures are to be turned by the supplemental information of an H.264 unit (with its NAL header, without start
 * code); null where it says nothing of that.
 */
export function orientationIn(sei: Uint8Array): Orientation | null {
  const data = withoutEmulation(sei.subarray(1));
  let found: Orientation | null = null;
  let at = 0;
  /** A type or a length: each byte of 255 goes on with the next. */
  const number = () => {
    let value = 0;
    while (data[at] === 255) value += data[at++] ?? 0;
    return value + (data[at++] ?? 0);
  };
  // What is left at the end is one byte of padding.
  while (at + 2 < data.byteLength) {
    const type = number();
    const size = number();
    if (type === ORIENTATION && size > 0) found = orientationOf(new BitReader(data.subarray(at, at + size)));
    at += size;
  }
  return found;
}

/** Mirrored left to right and top to bottom, and then turned anticlockwise. */
function orientationOf(bits: BitReader): Orientation {
  const cancelled = bits.read(1) === 1;
  if (cancelled) return UPRIGHT;
  const [leftRight, upsideDown] = [bits.read(1) === 1, bits.read(1) === 1];
  const quarters = Math.round(bits.read(16) / 2 ** 14);
  if (bits.over) return UPRIGHT;
  // Both mirrors are half a turn; and a turn before a mirror is the opposite one behind it.
  const flip = leftRight !== upsideDown;
  const clockwise = (flip ? quarters : -quarters) + (upsideDown ? 2 : 0);
  return { rotation: ([0, 90, 180, 270] as const)[((clockwise % 4) + 4) % 4] ?? 0, flip };
}
