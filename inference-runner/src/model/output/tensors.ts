/** An output where ONNX Runtime wrote it, in the type that it declares: a Float32Array for `float32`, and so on. */
export interface OutputTensor {
  readonly type: string;
  readonly data: unknown;
  readonly dims: readonly number[];
}

export type Outputs = Readonly<Record<string, OutputTensor>>;

/** The numbers of a float32 output, in place. Throws an Error when it is of another type or size. */
export function floats(output: OutputTensor | undefined, dims: readonly number[]): Float32Array {
  if (output?.type === 'float32' && output.dims.join() === dims.join()) return output.data as Float32Array;
  const found = output ? `${output.type} [${output.dims.join(', ')}]` : 'nothing';
  throw new Error(`expected an output of float32 [${dims.join(', ')}], got ${found}`);
}
