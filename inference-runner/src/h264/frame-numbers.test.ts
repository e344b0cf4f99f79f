import { FrameNumbers } from './frame-numbers.js';

const SPS = { fields: false, frameNumberBits: 4, gapsAllowed: false, separateColors: false };

/** A slice of type P with that frame number; IDR where it is null. */
function slice(number: number | null, reference = true): Uint8Array {
  const header = (reference ? 0x60 : 0) | (number === null ? 5 : 1);
  // First macroblock 0 (1), type 5 (00110), parameter set 0 (1), then the number in four bits.
  const bits = `1001101${(number ?? 0).toString(2).padStart(4, '0')}10000`;
  return Uint8Array.of(header, parseInt(bits.slice(0, 8), 2), parseInt(bits.slice(8), 2));
}

const missing = (numbers: (number | null)[], sps = SPS) => {
  const frames = new FrameNumbers();
  return numbers.flatMap((number, index) => (frames.missingBefore(slice(number), sps) ? [index] : []));
};

describe('FrameNumbers', () => {
  it('finds nothing missing where numbers follow one another, around the end of their range too', () => {
    expect(missing([null, 1, 2, 3, null, 1, 2])).toEqual([]);
    expect(missing([13, 14, 15, 0, 1])).toEqual([]);
  });

  it('finds what is left out, once', () => {
    expect(missing([null, 1, 4, 5])).toEqual([2]);
    expect(missing([14, 1, 2])).toEqual([1]);
  });

  it('finds that a key frame is missing', () => {
    expect(missing([null, 1, 2, 3, 1, 2])).toEqual([4]);
  });

  it('expects nothing before the first picture, nor of a stream that may leave numbers out', () => {
    expect(missing([7, 8])).toEqual([]);
    expect(missing([null, 1, 4], { ...SPS, gapsAllowed: true })).toEqual([]);
  });

  it('lets pictures that nothing refers to have the number of the next', () => {
    const frames = new FrameNumbers();
    const found = [
      frames.missingBefore(slice(null), SPS),
      frames.missingBefore(slice(1, false), SPS),
      frames.missingBefore(slice(1), SPS),
      frames.missingBefore(slice(2), SPS),
    ];
    expect(found).toEqual([false, false, false, false]);
  });

  it('finds nothing in what is cut off', () => {
    const frames = new FrameNumbers();
    frames.missingBefore(slice(null), SPS);
    expect(frames.missingBefore(Uint8Array.of(0x61), SPS)).toBe(false);
    expect(frames.missingBefore(new Uint8Array(), SPS)).toBe(false);
  });
});
