/** A pair that may be formed: the index of its column, and what is gained by it, above 0. */
export interface Choice {
  readonly column: number;
  readonly gain: number;
}

/** A row with the column that it has, and what it gains by that. */
interface Row {
  readonly choices: readonly Choice[];
  column: Column | null;
  gain: number;
}

interface Column {
  readonly index: number;
  row: Row | null;
  /** At most 0: what other rows would lose if one more wanted it. */
  price: number;
  /** Of the search under way: the least loss at which it is reached, and by which row, for what gain. */
  distance: number;
  from: Row | null;
  gain: number;
  settled: boolean;
}

/**
 * Returns for each row the index of its column, or -1, so that the sum of the gains is the largest that there is;
 * `choices` has the possible pairs of each row. It is the shortest augmenting path of Jonker and Volgenant (Computing 38,
 * 1987) on a sparse graph, in which a row may also stay alone. A search ends where staying alone costs least: it takes as
 * long as the neighbourhood is large, not as there are pairs.
 */
export function assign(choices: readonly (readonly Choice[])[], columnCount: number): number[] {
  const columns = Array.from({ length: columnCount }, (_, index) => freeColumn(index));
  const rows = choices.map((own): Row => ({ choices: own, column: null, gain: 0 }));
  for (const row of rows) if (row.choices.length > 0) place(row, columns);
  return rows.map(({ column }) => column?.index ?? -1);
}

function freeColumn(index: number): Column {
  return { index, row: null, price: 0, distance: Infinity, from: null, gain: 0, settled: false };
}

/** Finds a column for one more row, for which others may have to change theirs, or one of them to stay alone. */
function place(first: Row, columns: readonly Column[]): void {
  const seen: Column[] = [];
  let row = first;
  let reached = 0;
  let alone = { row: first, distance: Infinity };
  let free: Column | null = null;
  for (;;) {
    // Leaving its column, a row loses what it gains by it, less what others would pay for it.
    const left = reached + (row.column ? row.gain + row.column.price : 0);
    if (left < alone.distance) alone = { row, distance: left };
    for (const { column: index, gain } of row.choices) {
      const column = columns[index];
      if (!column || column.settled) continue;
      const distance = left - gain - column.price;
      if (distance >= column.distance) continue;
      if (column.distance === Infinity) seen.push(column);
      Object.assign(column, { distance, from: row, gain });
    }
    const nearest = nearestOf(seen);
    if (!nearest || nearest.distance >= alone.distance) break;
    if (!nearest.row) {
      free = nearest;
      break;
    }
    nearest.settled = true;
    row = nearest.row;
    reached = nearest.distance;
  }
  const least = free ? free.distance : alone.distance;
  for (const column of seen) if (column.settled) column.price += column.distance - least;
  let open = free;
  if (!free) {
    open = alone.row.column;
    alone.row.column = null;
  }
  while (open) open = handOver(open, first);
  for (const column of seen) Object.assign(column, { distance: Infinity, from: null, settled: false });
}

/** Gives the column to the row that came for it, and returns what that row had. */
function handOver(column: Column, first: Row): Column | null {
  const row = column.from;
  if (!row) return null;
  const had = row === first ? null : row.column;
  Object.assign(row, { column, gain: column.gain });
  column.row = row;
  return had;
}

function nearestOf(columns: readonly Column[]): Column | null {
  let nearest: Column | null = null;
  for (const column of columns) {
    if (!column.settled && column.distance < (nearest?.distance ?? Infinity)) nearest = column;
  }
  return nearest;
}
