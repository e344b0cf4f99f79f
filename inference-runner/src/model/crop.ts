import type { Box } from '@framewatch/protocol';
import type { Part, Size } from '../picture/index.js';
import type { Letterbox } from './letterbox.js';

/** What a model sees of a picture when it looks at one thing in it. */
export interface Crop {
  /** What of it is in the picture. */
  part: Part;
  /** Where that lies in the input. */
  at: Letterbox;
}

/**
 * The box, with `margin` times its size and as much more as the shape of the input takes, over the whole input. What of it is
 * outside the picture stays free. Edges lie on whole pixels, of which `at` and `part` keep account: nothing is shifted.
 */
export function cropAround([left, top, boxWidth, boxHeight]: Box, picture: Size, input: Size, margin: number): Crop {
  const { width: inputWidth, height: inputHeight } = input;
  const [w, h] = [boxWidth * picture.width * margin, boxHeight * picture.height * margin];
  const scale = Math.min(inputWidth / w, inputHeight / h);
  const x = along((left + boxWidth / 2) * picture.width, scale, picture.width, inputWidth);
  const y = along((top + boxHeight / 2) * picture.height, scale, picture.height, inputHeight);
  return {
    part: { x: x.from, y: y.from, width: x.to - x.from, height: y.to - y.from },
    at: { inputWidth, inputHeight, x: x.start, y: y.start, width: x.end - x.start, height: y.end - y.start },
  };
}

/** On one axis: `from` and `to` are pixels of the picture, `start` and `end` of the input. */
function along(middle: number, scale: number, picture: number, input: number) {
  const first = middle - input / scale / 2;
  const last = middle + input / scale / 2;
  const from = clamp(Math.round(first), 0, picture - 1);
  const to = clamp(Math.round(last), from + 1, picture);
  const start = first < 0 ? clamp(Math.round(-first * scale), 0, input - 1) : 0;
  const end = last > picture ? clamp(Math.round((picture - first) * scale), start + 1, input) : input;
  return { from, to, start, end };
}

function clamp(value: number, from: number, to: number): number {
  return Math.min(Math.max(value, from), to);
}
