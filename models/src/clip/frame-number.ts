/**
 * Frame numbers as stripes: the band at the top of a numbered clip's pictures, and how to read it back. No Node
 * imports: the same file reads them in the browser, from a canvas.
 *
 * The band is `STRIPES` vertical stripes of equal width across the whole picture: a white and a black guard, the 16
 * bits of the number (most significant first, white is 1), a black and a white guard. Positions are fractions of the
 * picture, so a scaled picture reads the same.
 */

export const NUMBER_BITS = 16;
const GUARDS = 2;
export const STRIPES = NUMBER_BITS + 2 * GUARDS;
/** Height of the band, as a part of the picture's height. */
export const BAND_HEIGHT = 1 / 8;
/** Stripes of a clip are at least this wide, in pixels, to survive coding and scaling. */
export const MIN_STRIPE_WIDTH = 32;
export const MAX_FRAME_NUMBER = 2 ** NUMBER_BITS - 1;

/** Levels closer to the middle between black and white than this part of their distance are not read as either. */
const UNSURE = 0.15;

/** Whether each stripe of the band is white, from left to right. */
export function stripesOf(frameNumber: number): boolean[] {
  const bits = Array.from({ length: NUMBER_BITS }, (_, i) => ((frameNumber >> (NUMBER_BITS - 1 - i)) & 1) === 1);
  return [true, false, ...bits, false, true];
}

/**
 * The number in the picture's band, or null where there is no legible band.
 * @param luma brightness of the pixels, row by row; any scale (bytes, 0…1)
 * @param width pixels per row
 * @param height rows
 * @param stride elements from one row to the next
 * @param pixelStride elements from one pixel to the next: 4 reads one channel of RGBA, 3 of RGB
 */
export function readFrameNumber(
  luma: ArrayLike<number>,
  width: number,
  height: number,
  stride = width,
  pixelStride = 1
): number | null {
  const levels = Array.from({ length: STRIPES }, (_, stripe) =>
    levelOf(luma, width, height, stride, pixelStride, stripe)
  );
  const guards = [levels[0], levels[1], levels[STRIPES - 2], levels[STRIPES - 1]];
  const [leftWhite = 0, leftBlack = 0, rightBlack = 0, rightWhite = 0] = guards;
  const white = Math.min(leftWhite, rightWhite);
  const black = Math.max(leftBlack, rightBlack);
  if (white - black < white / 2 || white <= 0) return null;

  const middle = (white + black) / 2;
  const margin = (white - black) * UNSURE;
  let number = 0;
  for (const level of levels.slice(GUARDS, GUARDS + NUMBER_BITS)) {
    if (Math.abs(level - middle) < margin) return null;
    number = number * 2 + (level > middle ? 1 : 0);
  }
  return number;
}

/** Mean brightness of the inner half of a stripe, away from its blurred edges. */
function levelOf(
  luma: ArrayLike<number>,
  width: number,
  height: number,
  stride: number,
  pixelStride: number,
  stripe: number
): number {
  const stripeWidth = width / STRIPES;
  const left = Math.floor((stripe + 0.25) * stripeWidth);
  const right = Math.max(left + 1, Math.floor((stripe + 0.75) * stripeWidth));
  const top = Math.floor(height * BAND_HEIGHT * 0.25);
  const bottom = Math.max(top + 1, Math.floor(height * BAND_HEIGHT * 0.75));
  let sum = 0;
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) sum += luma[y * stride + x * pixelStride] ?? 0;
  }
  return sum / ((bottom - top) * (right - left));
}
