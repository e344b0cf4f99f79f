/** Constant tensors: weights, and small vectors of axes, sizes and paddings. */

/** Element types inside a TFJS graph. int64 is treated as int32, uint8 pictures enter as int32. */
export type Dtype = 'float32' | 'int32' | 'bool';

export interface ConstTensor {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Row-major elements; bool as 0 and 1. */
  readonly data: Float32Array | Int32Array | Uint8Array;
}

export function count(shape: readonly number[]): number {
  return shape.reduce((product, dim) => product * dim, 1);
}

/** The tensor with its axes reordered: axis i of the result is axis `permutation[i]` of the input. */
export function transpose(tensor: ConstTensor, permutation: readonly number[]): ConstTensor {
  const strides = rowMajorStrides(tensor.shape);
  const shape = permutation.map((axis) => tensor.shape[axis] ?? 1);
  const steps = permutation.map((axis) => strides[axis] ?? 0);
  const source = tensor.data;
  const data = source.slice();
  const index = shape.map(() => 0);
  let from = 0;
  for (let to = 0; to < data.length; to++) {
    data[to] = source[from] ?? 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const next = (index[axis] ?? 0) + 1;
      const step = steps[axis] ?? 0;
      const size = shape[axis] ?? 1;
      if (next < size) {
        index[axis] = next;
        from += step;
        break;
      }
      index[axis] = 0;
      from -= step * (size - 1);
    }
  }
  return { dtype: tensor.dtype, shape, data };
}

function rowMajorStrides(shape: readonly number[]): number[] {
  const strides = shape.map(() => 1);
  for (let axis = shape.length - 2; axis >= 0; axis--) {
    strides[axis] = (strides[axis + 1] ?? 1) * (shape[axis + 1] ?? 1);
  }
  return strides;
}
