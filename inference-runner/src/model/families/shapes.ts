import type { ValueInfo } from '../types.js';

/** A size that a dimension has to have, or null for any. */
type Wanted = number | null;

/** Whether a dimension has this size, or is free to have it. */
export function isOrFree(dimension: number | string | undefined, size: Wanted): boolean {
  return typeof dimension === 'string' || (dimension !== undefined && (size === null || dimension === size));
}

export const FLOATS = ['float32', 'float16'] as const;

/** Whether a value holds floats of this shape, or may. */
export function isFloat(value: ValueInfo | undefined, shape: readonly Wanted[]): value is ValueInfo {
  return value !== undefined && FLOATS.some((type) => type === value.type) && hasShape(value, shape);
}

/** Whether a value holds whole numbers of this shape, or may. */
export function isInteger(value: ValueInfo | undefined, shape: readonly Wanted[]): value is ValueInfo {
  return value !== undefined && ['int64', 'int32'].includes(value.type) && hasShape(value, shape);
}

/** The size of a dimension; null where it is free. */
export function sizeOf(value: ValueInfo, axis: number): number | null {
  const size = value.shape[axis];
  return typeof size === 'number' ? size : null;
}

export function valueNamed(values: readonly ValueInfo[], name: string): ValueInfo | undefined {
  return values.find((value) => value.name === name);
}

function hasShape({ shape }: ValueInfo, wanted: readonly Wanted[]): boolean {
  return shape.length === wanted.length && wanted.every((size, axis) => isOrFree(shape[axis], size));
}
