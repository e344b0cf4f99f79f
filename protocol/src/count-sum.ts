import type { CountBucket, LineCount, ZoneCount } from './counts.js';

/** What is added up of one class in one zone; `objects` is the sum over the frames. */
type ZoneSum = ZoneCount & { newestMs: number };

/** The sum of buckets of counts: by the runner, and by clients that draw its history. */
export class CountSum {
  #frames = 0;
  readonly #zones = new Map<string, Map<string, ZoneSum>>();
  readonly #lines = new Map<string, Map<string, LineCount>>();

  /** `timeMs`: start of the period, milliseconds since 1970. */
  constructor(readonly timeMs: number) {}

  /** Inferred frames. */
  get frames(): number {
    return this.#frames;
  }

  add({ timeMs, frames, zones, lines }: CountBucket): void {
    this.#frames += frames;
    for (const [zone, classes] of Object.entries(zones)) {
      const sums = rowOf(this.#zones, zone);
      for (const [name, count] of Object.entries(classes)) {
        const of = { ...count, objects: count.objects * frames, newestMs: timeMs };
        const sum = sums.get(name);
        sums.set(name, sum ? together(sum, of) : of);
      }
    }
    for (const [line, classes] of Object.entries(lines)) {
      const sums = rowOf(this.#lines, line);
      for (const [name, count] of Object.entries(classes)) {
        const sum = sums.get(name);
        sums.set(name, { in: (sum?.in ?? 0) + count.in, out: (sum?.out ?? 0) + count.out });
      }
    }
  }

  /** Returns the bucket in the form of a runner's answer. */
  toBucket(): CountBucket {
    const meanOf = ({ newestMs: _, objects, ...count }: ZoneSum): ZoneCount => ({
      objects: this.#frames === 0 ? 0 : objects / this.#frames,
      ...count,
    });
    return {
      timeMs: this.timeMs,
      frames: this.#frames,
      zones: recordsOf(this.#zones, meanOf),
      lines: recordsOf(this.#lines, (count) => count),
    };
  }
}

function together(a: ZoneSum, b: ZoneSum): ZoneSum {
  const newest = a.newestMs > b.newestMs ? a : b;
  const plus = (one: number | undefined, other: number | undefined) => (one ?? 0) + (other ?? 0);
  const sum = { objects: a.objects + b.objects, most: Math.max(a.most, b.most), newestMs: newest.newestMs };
  if (a.entries === undefined && b.entries === undefined) return sum;
  return {
    ...sum,
    entries: plus(a.entries, b.entries),
    exits: plus(a.exits, b.exits),
    ...(newest.unique !== undefined && { unique: newest.unique }),
    visits: plus(a.visits, b.visits),
    dwellSeconds: plus(a.dwellSeconds, b.dwellSeconds),
  };
}

function rowOf<T>(table: Map<string, Map<string, T>>, row: string): Map<string, T> {
  let values = table.get(row);
  if (!values) table.set(row, (values = new Map<string, T>()));
  return values;
}

function recordsOf<T, R>(table: Map<string, Map<string, T>>, of: (value: T) => R): Record<string, Record<string, R>> {
  const rows = [...table].map(([row, values]) => [
    row,
    Object.fromEntries([...values].map(([column, value]) => [column, of(value)])),
  ]);
  return Object.fromEntries(rows) as Record<string, Record<string, R>>;
}
