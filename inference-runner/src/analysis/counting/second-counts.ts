import type { CountBucket, Direction, LineCount, ZoneCount } from '@framewatch/protocol';
import type { Ledger } from './ledger.js';
import { Table } from './table.js';

const newZone = () => ({ sum: 0, most: 0, entries: 0, exits: 0, visits: 0, dwellSeconds: 0 });
type ZoneSum = ReturnType<typeof newZone>;
const newLine = (): LineCount => ({ in: 0, out: 0 });

/** What was counted in one second of capture time. */
export class SecondCounts implements Ledger {
  #frames = 0;
  readonly #zones = new Table(newZone);
  readonly #lines = new Table(newLine);

  /** `timeMs`: its start, milliseconds since 1970. */
  constructor(readonly timeMs: number) {}

  /** A frame was inferred. */
  frame(): void {
    this.#frames += 1;
  }

  /** In one frame, so many objects of the class are in the zone. */
  objects(zone: string, name: string, count: number): void {
    const sum = this.#zones.at(zone, name);
    sum.sum += count;
    sum.most = Math.max(sum.most, count);
  }

  entered(zone: string, name: string): void {
    this.#zones.at(zone, name).entries += 1;
  }

  left(zone: string, name: string, dwellSeconds: number): void {
    const sum = this.#zones.at(zone, name);
    sum.exits += 1;
    sum.visits += 1;
    sum.dwellSeconds += dwellSeconds;
  }

  /** The bucket has the number of the whole day, which is not counted here. */
  unique(): void {
    // Nothing to count.
  }

  crossed(line: string, name: string, direction: Direction): void {
    this.#lines.at(line, name)[direction] += 1;
  }

  /**
   * Returns the bucket, in which `zones` and `lines` have the ids of what is measured. `uniqueOf` returns how many objects
   * of a class were in a zone today; null where nothing is tracked, so that only objects are counted.
   */
  toBucket(
    zones: readonly string[],
    lines: readonly string[],
    uniqueOf: ((zone: string, name: string) => number) | null
  ): CountBucket {
    const zoneOf = (zone: string, name: string, { sum, ...count }: ZoneSum): ZoneCount => {
      const objects = this.#frames === 0 ? 0 : sum / this.#frames;
      return uniqueOf === null ? { objects, most: count.most } : { objects, ...count, unique: uniqueOf(zone, name) };
    };
    const classes = <T, R>(row: Map<string, T>, of: (name: string, value: T) => R) =>
      Object.fromEntries([...row].map(([name, value]) => [name, of(name, value)]));
    return {
      timeMs: this.timeMs,
      frames: this.#frames,
      zones: Object.fromEntries(
        zones.map((zone) => [zone, classes(this.#zones.row(zone), (name, sum) => zoneOf(zone, name, sum))])
      ),
      lines: Object.fromEntries(
        lines.map((line) => [line, classes(this.#lines.row(line), (_, count) => ({ ...count }))])
      ),
    };
  }
}
