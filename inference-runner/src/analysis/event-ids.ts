/** How many begins are remembered of each type: more do not begin at one instant and are told out of order. */
const REMEMBERED = 256;

/** Makes the ids of a stream's events: text of type and begin, which no two events of a stream share. */
export class EventIds {
  /** By type: the newest begins, and how many began then. What lasts is told later than it begins, in any order. */
  readonly #begun = new Map<string, Map<number, number>>();

  /** Returns the id of a new event. `beginUs`: wall clock, microseconds since 1970. */
  next(type: string, beginUs: number): string {
    const begun = this.#begun.get(type) ?? new Map<number, number>();
    this.#begun.set(type, begun);
    const count = (begun.get(beginUs) ?? 0) + 1;
    begun.set(beginUs, count);
    const [oldest] = begun.keys();
    if (begun.size > REMEMBERED && oldest !== undefined) begun.delete(oldest);
    return count === 1 ? `${type}-${beginUs}` : `${type}-${beginUs}-${count}`;
  }
}
