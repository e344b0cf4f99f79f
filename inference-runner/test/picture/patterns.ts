import { AV_FRAME_DATA_DISPLAYMATRIX } from 'node-av/constants';
import type { Frame } from 'node-av/lib';
import type { Orientation } from '../../src/picture/index.js';

/** 8-bit Y′CbCr, limited range, BT.601. */
export const RED = [81, 90, 240] as const;
export const GREEN = [145, 54, 34] as const;
export const BLUE = [41, 240, 110] as const;
export const GREY = [126, 128, 128] as const;

/** Quarters of a picture: what is seen top left, top right, bottom left, bottom right. */
export type Quarters<T = string> = readonly [T, T, T, T];

const NAMES = new Map<string, readonly number[]>([
  ['red', RED],
  ['green', GREEN],
  ['blue', BLUE],
  ['grey', GREY],
]);

export const STORED: Quarters = ['red', 'green', 'blue', 'grey'];

/** What a person sees of `STORED`, turned clockwise and then mirrored. */
export const SEEN: readonly (readonly [Orientation, Quarters])[] = [
  [{ rotation: 0, flip: false }, ['red', 'green', 'blue', 'grey']],
  [{ rotation: 90, flip: false }, ['blue', 'red', 'grey', 'green']],
  [{ rotation: 180, flip: false }, ['grey', 'blue', 'green', 'red']],
  [{ rotation: 270, flip: false }, ['green', 'grey', 'red', 'blue']],
  [{ rotation: 0, flip: true }, ['green', 'red', 'grey', 'blue']],
  [{ rotation: 90, flip: true }, ['red', 'blue', 'green', 'grey']],
  [{ rotation: 180, flip: true }, ['blue', 'grey', 'red', 'green']],
  [{ rotation: 270, flip: true }, ['grey', 'green', 'blue', 'red']],
];

/** The name of the colour that is nearest, in Y′CbCr. */
export function colorName(pixel: readonly number[]): string {
  const distance = (color: readonly number[]) => Math.hypot(...color.map((value, i) => value - (pixel[i] ?? NaN)));
  const [name, color] = [...NAMES].sort(([, a], [, b]) => distance(a) - distance(b))[0]!;
  return distance(color) < 40 ? name : `none (${pixel.join()})`;
}

/** The sample of `STORED` at a place in a picture of that size. */
export function stored(width: number, height: number, x: number, y: number): readonly [number, number, number] {
  const name = STORED[(y < height / 2 ? 0 : 2) + (x < width / 2 ? 0 : 1)]!;
  return NAMES.get(name) as [number, number, number];
}

/** FFmpeg's display matrix for an orientation. */
export function matrixOf({ rotation, flip }: Orientation): Buffer {
  const turns: Record<number, [number, number]> = { 0: [1, 0], 90: [0, 1], 180: [-1, 0], 270: [0, -1] };
  const [cos, sin] = turns[rotation]!;
  const mirror = flip ? -1 : 1;
  const matrix = Buffer.alloc(36);
  [mirror * cos, sin, 0, mirror * -sin, cos, 0, 0, 0, 16_384].forEach((value, index) =>
    matrix.writeInt32LE(value * 65_536, index * 4)
  );
  return matrix;
}

export function orient(frame: Frame, orientation: Orientation): void {
  matrixOf(orientation).copy(frame.newSideData(AV_FRAME_DATA_DISPLAYMATRIX, 36));
}

/** The sample at a place given in fractions of the picture. */
export function sampleAt(frame: Frame, x: number, y: number): number[] {
  const column = Math.floor(x * frame.width);
  const row = Math.floor(y * frame.height);
  return [0, 1, 2].map((plane) => {
    const shift = plane === 0 ? 0 : 1;
    return frame.data![plane]![(row >> shift) * frame.linesize[plane]! + (column >> shift)]!;
  });
}

/** The colours in the middle of the quarters of a 4:2:0 picture. */
export function quartersOf(frame: Frame): Quarters {
  const at = (x: number, y: number) => colorName(sampleAt(frame, x, y));
  return [at(0.25, 0.25), at(0.75, 0.25), at(0.25, 0.75), at(0.75, 0.75)];
}
