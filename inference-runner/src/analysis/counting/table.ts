/** Values by two keys: zone or line, and class. */
export class Table<T> {
  readonly #rows = new Map<string, Map<string, T>>();

  constructor(private readonly create: () => T) {}

  /** Returns the value, and makes it where it is missing. */
  at(row: string, column: string): T {
    const values = this.row(row);
    let value = values.get(column);
    if (value === undefined) values.set(column, (value = this.create()));
    return value;
  }

  /** Returns the values of a row by their columns, and makes the row where it is missing. */
  row(row: string): Map<string, T> {
    let values = this.#rows.get(row);
    if (!values) this.#rows.set(row, (values = new Map<string, T>()));
    return values;
  }

  rows(): Iterable<[string, Map<string, T>]> {
    return this.#rows;
  }

  /** Returns plain objects in objects, made of each value. */
  toRecords<R>(map: (value: T) => R): Record<string, Record<string, R>> {
    const rows = [...this.#rows].map(([row, values]) => [
      row,
      Object.fromEntries([...values].map(([column, value]) => [column, map(value)])),
    ]);
    return Object.fromEntries(rows) as Record<string, Record<string, R>>;
  }
}
