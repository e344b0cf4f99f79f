import { toHalf } from './half.js';
import {
  COLOUR_CHANNELS,
  type InputFormat,
  type ModelInput,
  pixelsOf,
  type SampleType,
  type TensorFormat,
} from './format.js';

type Samples = Uint8Array | Int32Array | Uint16Array | Float32Array;

/** A tensor as ONNX Runtime takes it. */
export interface TensorData {
  type: SampleType | 'int64';
  data: Samples | BigInt64Array;
  dims: readonly number[];
}

const LEVELS = 256;
const ARRAYS = { uint8: Uint8Array, int32: Int32Array, float16: Uint16Array, float32: Float32Array } as const;

/**
 * Makes the tensors of one model out of the pixels that the main thread sends, in the model's own thread. Memory is used
 * again: tensors are good until the next are made.
 */
export class TensorMaker {
  readonly #format: InputFormat;
  /** What each byte becomes, for each colour; null where pixels are the tensor already. */
  readonly #tables: readonly Samples[] | null;
  #samples: Samples = new Uint8Array();

  constructor(format: InputFormat) {
    this.#format = format;
    this.#tables = tablesOf(format.tensor);
  }

  make({ pixels, letterbox }: ModelInput): Record<string, TensorData> {
    const { tensor, sizeInput } = this.#format;
    const { inputWidth, inputHeight } = letterbox;
    const dims =
      tensor.layout === 'nchw'
        ? [1, COLOUR_CHANNELS, inputHeight, inputWidth]
        : [1, inputHeight, inputWidth, COLOUR_CHANNELS];
    const picture: TensorData = { type: tensor.type, data: this.#fill(pixels), dims };
    if (sizeInput === undefined) return { [tensor.name]: picture };
    const size = BigInt64Array.of(BigInt(inputWidth), BigInt(inputHeight));
    return { [tensor.name]: picture, [sizeInput]: { type: 'int64', data: size, dims: [1, 2] } };
  }

  #fill(pixels: ArrayBuffer): Samples {
    const { type, layout } = this.#format.tensor;
    if (!this.#tables) return new ARRAYS[type](pixels);
    const bytes = new Uint8Array(pixels);
    if (this.#samples.length !== bytes.length) this.#samples = new ARRAYS[type](bytes.length);
    const [first, second, third] = this.#tables as [Samples, Samples, Samples];
    if (layout === 'nchw') {
      const plane = bytes.length / COLOUR_CHANNELS;
      [first, second, third].forEach((table, i) => look(this.#samples, bytes, table, i * plane, (i + 1) * plane));
    } else {
      lookPacked(this.#samples, bytes, first, second, third);
    }
    return this.#samples;
  }
}

/** Null where the pixels are what the model takes. */
function tablesOf(format: TensorFormat): readonly Samples[] | null {
  const { type, mean, std } = format;
  const plain = mean.every((each) => each === 0) && std.every((each) => each === 1);
  if (pixelsOf(format) === 'float-planes' || (type === 'uint8' && plain)) return null;
  const convert = type === 'float16' ? toHalf : (value: number) => value;
  return mean.map((each, colour) =>
    new ARRAYS[type](LEVELS).map((_, sample) => convert((sample - each) / (std[colour] ?? 1)))
  );
}

function look(target: Samples, bytes: Uint8Array, table: Samples, from: number, to: number): void {
  for (let i = from; i < to; i += 1) target[i] = table[bytes[i] ?? 0] ?? 0;
}

function lookPacked(target: Samples, bytes: Uint8Array, first: Samples, second: Samples, third: Samples): void {
  for (let i = 0; i < bytes.length; i += COLOUR_CHANNELS) {
    target[i] = first[bytes[i] ?? 0] ?? 0;
    target[i + 1] = second[bytes[i + 1] ?? 0] ?? 0;
    target[i + 2] = third[bytes[i + 2] ?? 0] ?? 0;
  }
}
