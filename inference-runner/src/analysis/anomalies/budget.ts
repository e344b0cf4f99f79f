/** Detectors that compare numbers with the past, and how many parts of the accepted false alarms each may have. */
const PARTS = { count: 3, absence: 2, 'confidence-drift': 1, 'class-drift': 1, 'latency-shift': 1 };
export type BudgetedAnomaly = keyof typeof PARTS;

/**
 * Divides the false alarms that are accepted a day among the detectors of a stream that watch: those that are off, learn,
 * or have nothing to compare leave theirs to the others.
 */
export class Budget {
  readonly #watching = new Set<BudgetedAnomaly>();

  constructor(private readonly falseAlarmsPerDay: number) {}

  watch(type: BudgetedAnomaly, watches: boolean): void {
    if (watches) this.#watching.add(type);
    else this.#watching.delete(type);
  }

  /** Returns how many false alarms a day the detector may have. */
  shareOf(type: BudgetedAnomaly): number {
    let all = this.#watching.has(type) ? 0 : PARTS[type];
    for (const each of this.#watching) all += PARTS[each];
    return (this.falseAlarmsPerDay * PARTS[type]) / all;
  }
}
