import type { Box, Keypoint } from '@framewatch/protocol';
import type { Size } from '../picture/index.js';

/** Where a picture lies in an input of another shape. `stretch` fills the input and does not keep the aspect ratio. */
export const LETTERBOXES = ['top-left', 'centre', 'stretch'] as const;
export type LetterboxStyle = (typeof LETTERBOXES)[number];

/** Where the picture lies in the model's input: what undoes scaling and padding. Pixels of the input. */
export interface Letterbox {
  inputWidth: number;
  inputHeight: number;
  /** Rectangle that the picture fills. */
  x: number;
  y: number;
  width: number;
  height: number;
}

/** How fractions of a pixel of the scaled picture are rounded: half to the even number, as Python does, or down. */
export type Rounding = 'nearest' | 'even' | 'down';

const ROUND: Readonly<Record<Rounding, (pixels: number) => number>> = {
  nearest: Math.round,
  even: (pixels) => (pixels % 1 === 0.5 ? 2 * Math.round(pixels / 2) : Math.round(pixels)),
  down: Math.floor,
};

/** Places a picture into an input of a fixed size, as large as fits. Padding that cannot be halved is less at the left and top. */
export function letterbox(
  picture: Size,
  { width, height }: Size,
  style: LetterboxStyle,
  rounding: Rounding = 'nearest'
): Letterbox {
  const whole = { inputWidth: width, inputHeight: height, x: 0, y: 0, width, height };
  if (style === 'stretch') return whole;
  const scale = Math.min(width / picture.width, height / picture.height);
  const round = ROUND[rounding];
  const filled = {
    width: clamp(round(picture.width * scale), 1, width),
    height: clamp(round(picture.height * scale), 1, height),
  };
  if (style === 'top-left') return { ...whole, ...filled };
  const x = Math.floor((width - filled.width) / 2);
  const y = Math.floor((height - filled.height) / 2);
  return { ...whole, ...filled, x, y };
}

/** The smallest input with sides that are multiples of `step` for a picture whose longest side becomes `longest`. */
export function inputFor(picture: Size, longest: number, step: number): Size {
  const scale = longest / Math.max(picture.width, picture.height);
  const side = (pixels: number) => Math.max(step, Math.ceil(Math.round(pixels * scale) / step) * step);
  return { width: side(picture.width), height: side(picture.height) };
}

/** From fractions of the input to a box in fractions of the picture; null where nothing of it is in the picture. */
export function boxInPicture(at: Letterbox, left: number, top: number, right: number, bottom: number): Box | null {
  const x = pictureX(at, left);
  const y = pictureY(at, top);
  const width = pictureX(at, right) - x;
  const height = pictureY(at, bottom) - y;
  return width > 0 && height > 0 ? [round(x), round(y), round(width), round(height)] : null;
}

/** From fractions of the input to a keypoint in fractions of the picture. */
export function keypointInPicture(at: Letterbox, x: number, y: number, confidence: number): Keypoint {
  return [round(pictureX(at, x)), round(pictureY(at, y)), round(confidence)];
}

function pictureX(at: Letterbox, fraction: number): number {
  return clamp((fraction * at.inputWidth - at.x) / at.width, 0, 1);
}

function pictureY(at: Letterbox, fraction: number): number {
  return clamp((fraction * at.inputHeight - at.y) / at.height, 0, 1);
}

function clamp(value: number, from: number, to: number): number {
  return Math.min(Math.max(value, from), to);
}

/** Finer than any pixel, and a third of the bytes on the wire. */
export function round(value: number): number {
  return Math.round(value * 1e5) / 1e5;
}
