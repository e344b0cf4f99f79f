/**
 * The database keeps one point per series and time, and the clock counts whole milliseconds: frames that arrive in a
 * burst can have the same time. Each later one gets a microsecond more, so that none overwrites another.
 */
export class DistinctTimes {
  readonly #last = new Map<string, { timeUs: number; next: number }>();

  /** Returns the time for the next point of `series`, microseconds. */
  of(series: string, timeUs: number): number {
    const last = this.#last.get(series);
    const distinctUs = last?.timeUs === timeUs ? last.next : timeUs;
    this.#last.set(series, { timeUs, next: distinctUs + 1 });
    return distinctUs;
  }
}
