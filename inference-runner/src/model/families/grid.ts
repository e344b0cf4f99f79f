import type { Size } from '../../picture/index.js';

/** The cells that a model looks at, one place of its outputs each: for each stride row by row, coarser strides later. */
export interface Grid {
  /** Column, row and side of each cell; column and row in cells, the side in pixels of the input. */
  columns: Float32Array;
  rows: Float32Array;
  strides: Float32Array;
}

/** How many cells cover an input of this size; a cell at the border may be cut. */
export function placesOf({ width, height }: Size, strides: readonly number[]): number {
  return strides.reduce((sum, stride) => sum + Math.ceil(width / stride) * Math.ceil(height / stride), 0);
}

/**
 * Whether an output with so many places may be of a grid for which so many are expected; null where they are free. Where both
 * are, names have to tell it. A fixed number of places does not go with an input of free size.
 */
export function fitsGrid(places: number | null, expected: number | null, named: boolean): boolean {
  return places === null ? named : places === expected;
}

/** The cells of an input of this size. */
export function gridOf(size: Size, strides: readonly number[]): Grid {
  const places = placesOf(size, strides);
  const grid: Grid = {
    columns: new Float32Array(places),
    rows: new Float32Array(places),
    strides: new Float32Array(places),
  };
  let place = 0;
  for (const stride of strides) {
    const [across, down] = [Math.ceil(size.width / stride), Math.ceil(size.height / stride)];
    for (let row = 0; row < down; row += 1) {
      for (let column = 0; column < across; column += 1) {
        grid.columns[place] = column;
        grid.rows[place] = row;
        grid.strides[place] = stride;
        place += 1;
      }
    }
  }
  return grid;
}

/** Remembers the grid of the size that came last. */
export function gridMemory(strides: readonly number[]): (size: Size) => Grid {
  let last: (Size & { grid: Grid }) | null = null;
  return ({ width, height }) => {
    if (last?.width !== width || last.height !== height)
      last = { width, height, grid: gridOf({ width, height }, strides) };
    return last.grid;
  };
}
