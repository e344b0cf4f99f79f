import type { Size } from '../../picture/index.js';
import type { Letterbox, LetterboxStyle } from '../letterbox.js';

/** How samples lie in the tensor; each has a writer in `layouts.ts`. */
export type TensorLayout = 'uint8-nhwc-rgb';

/** What a model wants of a picture: data, so that a family needs no code that touches pixels. */
export interface InputFormat {
  layout: TensorLayout;
  /** Size of the input for a picture of this size, in pixels. */
  size: (picture: Size) => Size;
  letterbox: LetterboxStyle;
  /** Every sample of what the picture does not fill, 0 to 255. */
  padding: number;
}

/** A tensor that is handed to another thread. */
export interface TensorData {
  type: 'uint8';
  data: ArrayBuffer;
  dims: readonly number[];
}

/** A picture as a model takes it, and where it lies in there. */
export interface ModelInput {
  tensor: TensorData;
  letterbox: Letterbox;
}
