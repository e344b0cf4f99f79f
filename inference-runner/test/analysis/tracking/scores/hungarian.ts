type Matrix = readonly (readonly number[])[];

/**
 * Returns for each row its column, or -1, so that the sum of the values is the largest; as many rows have a column as can. The
 * Hungarian method with potentials, on the whole matrix.
 */
export function mostValuable(values: Matrix): number[] {
  const columns = values[0]?.length ?? 0;
  if (values.length <= columns) return solve(values);
  const rowOf = solve(Array.from({ length: columns }, (_, column) => values.map((row) => row[column]!)));
  const columnOf = values.map(() => -1);
  rowOf.forEach((row, column) => (columnOf[row] = column));
  return columnOf;
}

/** For no more rows than columns. Rows and columns count from 1; column 0 stands for the row that is being placed. */
function solve(values: Matrix): number[] {
  const columns = values[0]?.length ?? 0;
  const zeros = (length: number) => new Array<number>(length).fill(0);
  const [ofRow, ofColumn, rowOf] = [zeros(values.length + 1), zeros(columns + 1), zeros(columns + 1)];
  for (let row = 1; row <= values.length; row++) {
    rowOf[0] = row;
    const before = zeros(columns + 1);
    const least = new Array<number>(columns + 1).fill(Infinity);
    const used = new Array<boolean>(columns + 1).fill(false);
    let column = 0;
    do {
      used[column] = true;
      const from = rowOf[column]!;
      let next = 0;
      for (let j = 1; j <= columns; j++) {
        if (used[j]) continue;
        const loss = -values[from - 1]![j - 1]! - ofRow[from]! - ofColumn[j]!;
        if (loss < least[j]!) [least[j], before[j]] = [loss, column];
        if (next === 0 || least[j]! < least[next]!) next = j;
      }
      const step = least[next]!;
      for (let j = 0; j <= columns; j++) {
        if (used[j]) {
          ofRow[rowOf[j]!]! += step;
          ofColumn[j]! -= step;
        } else least[j]! -= step;
      }
      column = next;
    } while (rowOf[column] !== 0);
    for (; column !== 0; column = before[column]!) rowOf[column] = rowOf[before[column]!]!;
  }
  const columnOf = values.map(() => -1);
  for (let j = 1; j <= columns; j++) if (rowOf[j] !== 0) columnOf[rowOf[j]! - 1] = j - 1;
  return columnOf;
}
