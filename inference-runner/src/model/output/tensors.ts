import { fromHalf } from '../input/half.js';

/** An output where ONNX Runtime wrote it, in the type that it declares: a Float32Array for `float32`, and so on. */
export interface OutputTensor {
  readonly type: string;
  readonly data: unknown;
  readonly dims: readonly number[];
}

export type Outputs = Readonly<Record<string, OutputTensor>>;

/** Outputs for one of the `count` pictures that were run together, in place. Throws an Error where they are not of as many. */
export function outputsOf(outputs: Outputs, index: number, count: number): Outputs {
  if (count === 1) return outputs;
  const parts = Object.entries(outputs).map(([name, { type, data, dims }]) => {
    const [pictures, ...rest] = dims;
    if (pictures !== count || !isArray(data)) {
      throw new Error(`output ${name} is ${type} [${dims.join(', ')}], expected a part for each of ${count} pictures`);
    }
    const size = data.length / count;
    return [name, { type, data: data.subarray(index * size, (index + 1) * size), dims: [1, ...rest] }] as const;
  });
  return Object.fromEntries(parts);
}

interface NumberArray {
  readonly length: number;
  subarray(begin: number, end: number): unknown;
}

function isArray(data: unknown): data is NumberArray {
  return ArrayBuffer.isView(data) && !(data instanceof DataView);
}

/** Numbers of an output, and how many there are in each dimension. */
export interface Numbers {
  readonly values: Float32Array;
  readonly dims: readonly number[];
}

/** The numbers of a float32 output, in place. Throws an Error when it is of another type or size. */
export function floats(output: OutputTensor | undefined, dims: readonly number[]): Float32Array {
  return numbers(output, dims).values;
}

/**
 * The numbers of a float32 output in place, those of a float16 one converted. `shape`: the size of each dimension, null
 * for any. Throws an Error when it is of another type or size.
 */
export function numbers(output: OutputTensor | undefined, shape: readonly (number | null)[]): Numbers {
  if (!hasShape(output, shape)) throw unexpected(output, 'float32', shape);
  if (output.data instanceof Float32Array) return { values: output.data, dims: output.dims };
  if (output.type !== 'float16') throw unexpected(output, 'float32', shape);
  return { values: fromHalves(output.data), dims: output.dims };
}

/** The whole numbers of an int64 or int32 output. Throws an Error when it is of another type or size. */
export function integers(output: OutputTensor | undefined, shape: readonly (number | null)[]): ArrayLike<number> {
  if (!hasShape(output, shape)) throw unexpected(output, 'int64', shape);
  if (output.data instanceof BigInt64Array) return Array.from(output.data, Number);
  if (output.data instanceof Int32Array) return output.data;
  throw unexpected(output, 'int64', shape);
}

function hasShape(output: OutputTensor | undefined, shape: readonly (number | null)[]): output is OutputTensor {
  const { dims } = output ?? {};
  return dims?.length === shape.length && shape.every((size, axis) => size === null || size === dims[axis]);
}

function unexpected(output: OutputTensor | undefined, type: string, shape: readonly (number | null)[]): Error {
  const found = output ? `${output.type} [${output.dims.join(', ')}]` : 'nothing';
  return new Error(`expected an output of ${type} [${shape.map((size) => size ?? 'any').join(', ')}], got ${found}`);
}

let halves: Float32Array | null = null;

/** ONNX Runtime gives halves as their bits, or as numbers where the engine has arrays of halves. */
function fromHalves(data: unknown): Float32Array {
  if (!(data instanceof Uint16Array)) return Float32Array.from(data as ArrayLike<number>);
  halves ??= Float32Array.from({ length: 65536 }, (_, bits) => fromHalf(bits));
  const values = new Float32Array(data.length);
  for (let i = 0; i < data.length; i += 1) values[i] = halves[data[i] ?? 0] ?? 0;
  return values;
}
