import type { Size } from '../../picture/index.js';
import type { Letterbox, LetterboxStyle, Rounding } from '../letterbox.js';

/** Number types of inputs that pictures can be written in, as ONNX Runtime names them. */
export const SAMPLE_TYPES = ['uint8', 'int32', 'float16', 'float32'] as const;
export type SampleType = (typeof SAMPLE_TYPES)[number];

/** How a picture lies in a tensor: [1, 3, height, width] (`nchw`) or [1, height, width, 3] (`nhwc`). */
export interface TensorFormat {
  /** Of the model's input. */
  name: string;
  layout: 'nchw' | 'nhwc';
  type: SampleType;
  colours: 'rgb' | 'bgr';
  /** A value is (sample − mean) / std, with samples from 0 to 255; for each colour, in the order of `colours`. */
  mean: readonly [number, number, number];
  std: readonly [number, number, number];
}

/** What a model wants of a picture: data, so that a family needs no code that touches pixels. */
export interface InputFormat {
  tensor: TensorFormat;
  /** Size of the input for a picture of this size, in pixels. */
  size: (picture: Size) => Size;
  letterbox: LetterboxStyle;
  rounding: Rounding;
  /** Every sample of what the picture does not fill, 0 to 255. */
  padding: number;
  /**
   * Whether a sample is a mean over what it covers of a larger picture, as Pillow scales, or lies between its four nearest pixels, as OpenCV
   * and Torchvision do where nothing is said. A model sees best what it was trained on.
   */
  antialias: boolean;
  /** Name of another input, int64 [1, 2], that takes width and height of the input in pixels. */
  sizeInput?: string;
}

/** A picture as a model takes it, and where it lies in there. */
export interface ModelInput {
  /** Samples as `pixelsOf` says; a thread makes the tensor of them. */
  pixels: ArrayBuffer;
  letterbox: Letterbox;
}

/**
 * What pictures are scaled to, off the main thread: packed bytes, planes of 16 bits, or planes of floats from 0 to 1. The
 * scaler writes floats that are divided by 255 itself; everything else is made of whole numbers, where the model runs.
 */
export type PixelKind = 'packed' | 'planes' | 'float-planes';

/** The unit of samples in planes of 16 bits: they are from 0 to 255 × 256. */
export const PLANE_UNIT = 256;

export function pixelsOf({ layout, type, mean, std }: TensorFormat): PixelKind {
  if (layout === 'nhwc') return 'packed';
  const plain = mean.every((each) => each === 0) && std.every((each) => each === 255);
  return type === 'float32' && plain ? 'float-planes' : 'planes';
}

export const COLOUR_CHANNELS = 3;
