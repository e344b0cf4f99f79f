import type { Keypoint } from '@framewatch/protocol';
import { keypointInPicture, type Letterbox } from '../letterbox.js';
import { NotFiniteError } from './errors.js';

/** A keypoint from pixels of the input to fractions of the picture. Throws a NotFiniteError when a value is no number. */
export function keypointAt(at: Letterbox, x: number, y: number, confidence: number): Keypoint {
  if (!Number.isFinite(x + y + confidence)) throw new NotFiniteError();
  return keypointInPicture(at, x / at.inputWidth, y / at.inputHeight, confidence);
}
