import type { TensorLayout } from './format.js';
import type { TensorWriter } from './tensor-writer.js';
import { Uint8RgbWriter } from './uint8-rgb.js';

export const LAYOUTS: Readonly<Record<TensorLayout, () => TensorWriter>> = {
  'uint8-nhwc-rgb': () => new Uint8RgbWriter(),
};
