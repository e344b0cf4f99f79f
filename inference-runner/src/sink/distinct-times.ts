/** Times of each series that are remembered: what lasts is told later than it begins, in any order. */
const REMEMBERED = 256;

/**
 * The database keeps one point per series and time, and the clock counts whole milliseconds: frames that arrive in a
 * burst can have the same time. Each later one gets a microsecond more, so that none overwrites another.
 */
export class DistinctTimes {
  /** By series: its newest times, and the time for the next point of each. */
  readonly #series = new Map<string, Map<number, number>>();

  /** Returns the time for the next point of `series`, microseconds. */
  of(series: string, timeUs: number): number {
    const times = this.#series.get(series) ?? new Map<number, number>();
    this.#series.set(series, times);
    const distinctUs = times.get(timeUs) ?? timeUs;
    times.set(timeUs, distinctUs + 1);
    const [oldest] = times.keys();
    if (times.size > REMEMBERED && oldest !== undefined) times.delete(oldest);
    return distinctUs;
  }
}
