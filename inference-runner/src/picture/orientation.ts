/**
 * How a stored picture has to be turned to be seen as it was meant: clockwise by `rotation` degrees, and then, where
 * `flip` is set, mirrored left to right.
 */
export interface Orientation {
  rotation: 0 | 90 | 180 | 270;
  flip: boolean;
}

export interface Size {
  width: number;
  height: number;
}

/** A part of a picture, whole pixels. */
export interface Part extends Size {
  x: number;
  y: number;
}

export const UPRIGHT: Orientation = { rotation: 0, flip: false };

/** Bytes of FFmpeg's display matrix: nine 32-bit integers. */
const MATRIX_BYTES = 36;

/**
 * Reads FFmpeg's display matrix (libavutil/display.h), which takes a stored point (p, q), y downwards, to
 * (a·p + c·q, b·p + d·q). Other angles than quarter turns become the nearest one; what turns nothing is upright.
 */
export function orientationFrom(matrix: Buffer): Orientation {
  if (matrix.byteLength < MATRIX_BYTES) return UPRIGHT;
  const [a, b, c, d] = [0, 4, 12, 16].map((offset) => matrix.readInt32LE(offset)) as [number, number, number, number];
  const flip = a * d - b * c < 0;
  // The direction of the x axis without the mirroring, which comes last.
  const [x, y] = [flip ? -a : a, b];
  if (x === 0 && y === 0) return UPRIGHT;
  if (Math.abs(x) >= Math.abs(y)) return { rotation: x > 0 ? 0 : 180, flip };
  return { rotation: y > 0 ? 90 : 270, flip };
}

export function isUpright({ rotation, flip }: Orientation): boolean {
  return rotation === 0 && !flip;
}

export function sameOrientation(a: Orientation, b: Orientation): boolean {
  return a.rotation === b.rotation && a.flip === b.flip;
}

/** Returns the size of a picture after turning it. The same function gives the stored size of a turned picture. */
export function turnedSize({ width, height }: Size, { rotation }: Orientation): Size {
  return rotation % 180 === 0 ? { width, height } : { width: height, height: width };
}

/** Where a part of a picture of this size lies once that is turned. */
export function turnedPart({ x, y, width, height }: Part, size: Size, orientation: Orientation): Part {
  const { rotation, flip } = orientation;
  const right = size.width - x - width;
  const bottom = size.height - y - height;
  const turns: Record<Orientation['rotation'], readonly [x: number, y: number]> = {
    0: [x, y],
    90: [bottom, x],
    180: [right, bottom],
    270: [y, right],
  };
  const [left, top] = turns[rotation];
  const part = { x: left, y: top, ...turnedSize({ width, height }, orientation) };
  return flip ? { ...part, x: turnedSize(size, orientation).width - left - part.width } : part;
}

/** What turns a picture back. */
export function inverseOf({ rotation, flip }: Orientation): Orientation {
  // Turning and then mirroring, done twice, changes nothing.
  return flip ? { rotation, flip } : { rotation: ((360 - rotation) % 360) as Orientation['rotation'], flip };
}
