const HOUR_MS = 3_600_000;
/** No day is longer, and none ends later than this after any instant of it. */
const LONGEST_DAY_MS = 26 * HOUR_MS;

/** A day of the calendar in one time zone; 23 or 25 hours long where clocks are changed. Milliseconds since 1970. */
export interface Day {
  /** `2026-11-25` */
  readonly name: string;
  readonly startMs: number;
  /** The first instant of the next day. */
  readonly endMs: number;
}

/** Tells which day an instant belongs to. The day that was asked for last costs two comparisons. */
export class Calendar {
  readonly #format: Intl.DateTimeFormat;
  #last: Day | null = null;

  /** `timeZone`: an IANA name, `Europe/Berlin`. Throws a RangeError for an unknown one. */
  constructor(timeZone: string) {
    this.#format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  }

  dayOf(timeMs: number): Day {
    if (this.#last === null || timeMs < this.#last.startMs || timeMs >= this.#last.endMs)
      this.#last = this.#find(timeMs);
    return this.#last;
  }

  #find(timeMs: number): Day {
    const name = this.#format.format(timeMs);
    const within = (ms: number) => this.#format.format(ms) === name;
    return {
      name,
      startMs: boundary(timeMs - LONGEST_DAY_MS, timeMs, (ms) => within(ms)),
      endMs: boundary(timeMs, timeMs + LONGEST_DAY_MS, (ms) => !within(ms)),
    };
  }
}

/** Returns the first millisecond after `before` at which `is` holds; it holds at `after` and not at `before`. */
function boundary(before: number, after: number, is: (ms: number) => boolean): number {
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (is(middle)) after = middle;
    else before = middle;
  }
  return after;
}
