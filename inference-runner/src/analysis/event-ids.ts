/** Makes the ids of a stream's events: text of type and begin, which no two events of a stream share. */
export class EventIds {
  /** By type: the begin of the newest event, and how many began then. */
  readonly #last = new Map<string, { beginUs: number; count: number }>();

  /** Returns the id of a new event. `beginUs`: wall clock, microseconds since 1970. */
  next(type: string, beginUs: number): string {
    const last = this.#last.get(type);
    const count = last?.beginUs === beginUs ? last.count + 1 : 1;
    this.#last.set(type, { beginUs, count });
    return count === 1 ? `${type}-${beginUs}` : `${type}-${beginUs}-${count}`;
  }
}
