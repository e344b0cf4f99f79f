/** Sizes and layouts of tensors. */

/** One dimension; null where its size is known only when the model runs. */
export type Dim = number | null;
export type Shape = readonly Dim[];

/** Permutations between TensorFlow's layout of pictures and ONNX's. */
export const NHWC_TO_NCHW: readonly number[] = [0, 3, 1, 2];
export const NCHW_TO_NHWC: readonly number[] = [0, 2, 3, 1];

const CHANNELS_FIRST_AXIS = [0, 2, 3, 1] as const;

/** Where an axis of a NHWC tensor lies in its NCHW form. */
export function channelsFirstAxis(axis: number): number {
  return CHANNELS_FIRST_AXIS[axis] ?? axis;
}

/** The axis counted from the front, for a tensor of the given rank (TensorFlow allows negative axes). */
export function normalizeAxis(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}

/** The number of elements, or null where a dimension is unknown. */
export function elementCount(shape: Shape): Dim {
  return shape.reduce<Dim>((count, dim) => (count === null || dim === null ? null : count * dim), 1);
}

/** The shape that broadcasting gives; unknown against 1 or nothing stays unknown, against a size takes the size. */
export function broadcast(shapes: readonly Shape[]): Dim[] {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, i) => {
    const dims = shapes.map((shape) => shape[shape.length - rank + i]).filter((dim) => dim !== undefined && dim !== 1);
    if (dims.length === 0) return 1;
    return dims.find((dim) => dim !== null) ?? null;
  });
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dim, i) => dim === b[i]);
}

/** `shape` with the dimension inserted before `axis`. */
export function insertDim(shape: Shape, axis: number, dim: Dim): Dim[] {
  return [...shape.slice(0, axis), dim, ...shape.slice(axis)];
}

export function withoutAxes(shape: Shape, axes: readonly number[]): Dim[] {
  return shape.filter((_, i) => !axes.includes(i));
}

/** The dimension at `axis`, unknown beyond the end. */
export function dimAt(shape: Shape, axis: number): Dim {
  return shape[axis] ?? null;
}

/** Applies `f` to a known dimension; unknown stays unknown. */
export function mapDim(dim: Dim, f: (size: number) => number): Dim {
  return dim === null ? null : f(dim);
}
