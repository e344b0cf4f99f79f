import type { Box, Keypoint } from '@framewatch/protocol';
import type { Size } from '../picture/index.js';
import type { Placement } from './types.js';

/**
 * Places a picture into an input of a fixed size: as large as fits, its aspect ratio kept, in the top left corner.
 * There its rows follow one another in memory wherever it is as wide as the input.
 */
export function placeIn(picture: Size, input: Size): Placement {
  const scale = Math.min(input.width / picture.width, input.height / picture.height);
  return {
    inputWidth: input.width,
    inputHeight: input.height,
    x: 0,
    y: 0,
    width: clamp(Math.round(picture.width * scale), 1, input.width),
    height: clamp(Math.round(picture.height * scale), 1, input.height),
  };
}

/** The smallest input with sides that are multiples of `step` for a picture whose longest side becomes `longest`. */
export function inputFor(picture: Size, longest: number, step: number): Size {
  const scale = longest / Math.max(picture.width, picture.height);
  const side = (pixels: number) => Math.max(step, Math.ceil(Math.round(pixels * scale) / step) * step);
  return { width: side(picture.width), height: side(picture.height) };
}

/** From fractions of the input to a box in fractions of the picture; null where nothing of it is in the picture. */
export function boxInPicture(at: Placement, left: number, top: number, right: number, bottom: number): Box | null {
  const x = pictureX(at, left);
  const y = pictureY(at, top);
  const width = pictureX(at, right) - x;
  const height = pictureY(at, bottom) - y;
  return width > 0 && height > 0 ? [round(x), round(y), round(width), round(height)] : null;
}

/** From fractions of the input to a keypoint in fractions of the picture. */
export function keypointInPicture(at: Placement, x: number, y: number, confidence: number): Keypoint {
  return [round(pictureX(at, x)), round(pictureY(at, y)), round(confidence)];
}

function pictureX(at: Placement, fraction: number): number {
  return clamp((fraction * at.inputWidth - at.x) / at.width, 0, 1);
}

function pictureY(at: Placement, fraction: number): number {
  return clamp((fraction * at.inputHeight - at.y) / at.height, 0, 1);
}

function clamp(value: number, from: number, to: number): number {
  return Math.min(Math.max(value, from), to);
}

/** Finer than any pixel, and a third of the bytes on the wire. */
export function round(value: number): number {
  return Math.round(value * 1e5) / 1e5;
}
