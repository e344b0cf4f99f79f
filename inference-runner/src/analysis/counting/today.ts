import type { Direction, LineCount, TodayCounts } from '@framewatch/protocol';
import { z } from 'zod';
import type { Ledger } from './ledger.js';
import { Table } from './table.js';

const DAY_MS = 86_400_000;

const counter = z.number().int().nonnegative();
const savedSchema = z.object({
  day: z.iso.date(),
  zones: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        entries: counter,
        exits: counter,
        unique: counter,
        visits: counter,
        dwellSeconds: z.number().nonnegative(),
        inside: counter,
      })
    )
  ),
  lines: z.record(z.string(), z.record(z.string(), z.object({ in: counter, out: counter }))),
});
export type SavedToday = z.infer<typeof savedSchema>;

const newZone = () => ({ entries: 0, exits: 0, unique: 0, visits: 0, dwellSeconds: 0, inside: 0 });
const newLine = (): LineCount => ({ in: 0, out: 0 });

/** The totals of the day. They outlive the process. */
export class Today implements Ledger {
  readonly #zones = new Table(newZone);
  readonly #lines = new Table(newLine);
  #day: string | null = null;

  /** `zones` and `lines`: the ids of those that are counted. */
  constructor(zones: readonly string[], lines: readonly string[]) {
    for (const zone of zones) this.#zones.row(zone);
    for (const line of lines) this.#lines.row(line);
  }

  /** The day that is counted, `2026-11-25`; null before the first. */
  get day(): string | null {
    return this.#day;
  }

  /**
   * Begins a new day where `day` is another one than was counted. A clock that is set back over midnight does not bring
   * back the day before: its totals are gone.
   */
  turnTo(day: string): void {
    if (this.#day === day) return;
    const behindMs = this.#day === null ? 0 : Date.parse(this.#day) - Date.parse(day);
    if (behindMs > 0 && behindMs <= DAY_MS) return;
    if (this.#day !== null) this.#begin();
    this.#day = day;
  }

  /** Objects of the class are counted in the zone, so none of them is a figure, too. */
  beginZone(zone: string, name: string): void {
    this.#zones.at(zone, name);
  }

  /** Crossings of the line by objects of the class are counted. */
  beginLine(line: string, name: string): void {
    this.#lines.at(line, name);
  }

  entered(zone: string, name: string): void {
    const count = this.#zones.at(zone, name);
    count.entries += 1;
    count.inside += 1;
  }

  left(zone: string, name: string, dwellSeconds: number): void {
    const count = this.#zones.at(zone, name);
    count.exits += 1;
    count.inside -= 1;
    count.visits += 1;
    count.dwellSeconds += dwellSeconds;
  }

  unique(zone: string, name: string): void {
    this.#zones.at(zone, name).unique += 1;
  }

  crossed(line: string, name: string, direction: Direction): void {
    this.#lines.at(line, name)[direction] += 1;
  }

  /** How many objects of the class were in the zone today. */
  uniqueOf(zone: string, name: string): number {
    return this.#zones.row(zone).get(name)?.unique ?? 0;
  }

  /** Crossings of a line, of all classes together. */
  crossingsOf(line: string): LineCount {
    const sum = newLine();
    for (const count of this.#lines.row(line).values()) {
      sum.in += count.in;
      sum.out += count.out;
    }
    return sum;
  }

  /** Null before the first day. */
  counts(): TodayCounts | null {
    if (this.#day === null) return null;
    const zones = this.#zones.toRecords(({ inside: _, ...count }) => count);
    return { day: this.#day, zones, lines: this.#lines.toRecords((count) => ({ ...count })) };
  }

  /** Null before the first day. */
  save(): SavedToday | null {
    if (this.#day === null) return null;
    return {
      day: this.#day,
      zones: this.#zones.toRecords((count) => ({ ...count })),
      lines: this.#lines.toRecords((count) => ({ ...count })),
    };
  }

  /**
   * Goes on with what was saved of the zones and lines that are counted now. Who was in a zone then is not known any more,
   * and so counts as having left: who is still there comes in again. Begins anew where that cannot be read.
   */
  restore(saved: unknown): void {
    const { data } = savedSchema.safeParse(saved);
    if (!data) return;
    this.#day = data.day;
    for (const [zone, row] of this.#zones.rows()) {
      for (const [name, { inside, ...count }] of Object.entries(data.zones[zone] ?? {}))
        row.set(name, { ...count, exits: count.exits + inside, inside: 0 });
    }
    for (const [line, row] of this.#lines.rows()) {
      for (const [name, count] of Object.entries(data.lines[line] ?? {})) row.set(name, count);
    }
  }

  /** Who is in a zone stays there over midnight. */
  #begin(): void {
    for (const [, row] of this.#zones.rows())
      for (const [name, { inside }] of row) row.set(name, { ...newZone(), inside });
    for (const [, row] of this.#lines.rows()) for (const name of row.keys()) row.set(name, newLine());
  }
}
