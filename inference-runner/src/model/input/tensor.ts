import { toHalf } from './half.js';
import {
  COLOUR_CHANNELS,
  type InputFormat,
  type ModelInput,
  pixelsOf,
  PLANE_UNIT,
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

/** How many values a sample of the pixels may have, and its unit. */
const LEVELS = { packed: { count: 256, unit: 1 }, planes: { count: 65_536, unit: PLANE_UNIT } } as const;
const ARRAYS = { uint8: Uint8Array, int32: Int32Array, float16: Uint16Array, float32: Float32Array } as const;

/**
 * Makes the tensors of one model out of the pixels that the main thread sends, in the model's own thread. Memory is used
 * again: tensors are good until the next are made.
 */
export class TensorMaker {
  readonly #format: InputFormat;
  /** What each level of a sample becomes, for each colour; null where pixels are the tensor already. */
  readonly #tables: readonly Samples[] | null;
  /** Of all pictures of a run. */
  #samples: Samples = new Uint8Array();

  constructor(format: InputFormat) {
    this.#format = format;
    this.#tables = tablesOf(format.tensor);
  }

  /** Of one picture or more, all of one size. */
  make(inputs: readonly ModelInput[]): Record<string, TensorData> {
    const { tensor, sizeInput } = this.#format;
    const { inputWidth = 0, inputHeight = 0 } = inputs[0]?.letterbox ?? {};
    const count = inputs.length;
    const shape =
      tensor.layout === 'nchw'
        ? [COLOUR_CHANNELS, inputHeight, inputWidth]
        : [inputHeight, inputWidth, COLOUR_CHANNELS];
    const data = this.#samplesOf(inputs, COLOUR_CHANNELS * inputHeight * inputWidth);
    const pictures: TensorData = { type: tensor.type, data, dims: [count, ...shape] };
    if (sizeInput === undefined) return { [tensor.name]: pictures };
    const sizes = BigInt64Array.from(inputs.flatMap(() => [BigInt(inputWidth), BigInt(inputHeight)]));
    return { [tensor.name]: pictures, [sizeInput]: { type: 'int64', data: sizes, dims: [count, 2] } };
  }

  /** `size`: samples of each picture. */
  #samplesOf(inputs: readonly ModelInput[], size: number): Samples {
    const array = ARRAYS[this.#format.tensor.type];
    const [first] = inputs;
    if (!this.#tables && first && inputs.length === 1) return new array(first.pixels);
    if (this.#samples.length < size * inputs.length) this.#samples = new array(size * inputs.length);
    inputs.forEach(({ pixels }, index) => this.#fill(this.#samples.subarray(index * size, (index + 1) * size), pixels));
    return this.#samples.subarray(0, size * inputs.length);
  }

  #fill(target: Samples, pixels: ArrayBuffer): void {
    const { type, layout } = this.#format.tensor;
    if (!this.#tables) {
      target.set(new ARRAYS[type](pixels));
      return;
    }
    const levels = layout === 'nchw' ? new Uint16Array(pixels) : new Uint8Array(pixels);
    const write = levels instanceof Uint16Array ? writePlanes : writePacked;
    write(target, levels, this.#tables);
  }
}

const NO_TABLE = new Uint8Array();

const CONVERT: Readonly<Record<SampleType, (value: number) => number>> = {
  uint8: (value) => Math.min(Math.max(Math.round(value), 0), 255),
  int32: Math.round,
  float16: toHalf,
  float32: (value) => value,
};

/** Null where the pixels are what the model takes. */
function tablesOf(format: TensorFormat): readonly Samples[] | null {
  const { type, mean, std } = format;
  const kind = pixelsOf(format);
  const plain = mean.every((each) => each === 0) && std.every((each) => each === 1);
  if (kind === 'float-planes' || (kind === 'packed' && type === 'uint8' && plain)) return null;
  const { count, unit } = LEVELS[kind];
  const convert = CONVERT[type];
  return mean.map((each, colour) =>
    new ARRAYS[type](count).map((_, level) => convert((level / unit - each) / (std[colour] ?? 1)))
  );
}

type Write = (target: Samples, levels: Uint8Array | Uint16Array, tables: readonly Samples[]) => void;

const writePlanes: Write = (target, levels, tables) => {
  const plane = levels.length / COLOUR_CHANNELS;
  tables.forEach((table, colour) => {
    const end = (colour + 1) * plane;
    for (let i = colour * plane; i < end; i += 1) target[i] = table[levels[i] ?? 0] ?? 0;
  });
};

const writePacked: Write = (target, levels, [first = NO_TABLE, second = NO_TABLE, third = NO_TABLE]) => {
  for (let i = 0; i < levels.length; i += COLOUR_CHANNELS) {
    target[i] = first[levels[i] ?? 0] ?? 0;
    target[i + 1] = second[levels[i + 1] ?? 0] ?? 0;
    target[i + 2] = third[levels[i + 2] ?? 0] ?? 0;
  }
};
