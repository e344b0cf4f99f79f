/** With fewer samples a distribution says nothing. */
const FEWEST = 200;
/** Samples of the last minutes count; older ones only where there are too few. */
const RECENT_US = 600e6;
/** Older samples say nothing of now. */
const OLDEST_US = 6 * 3600e6;
/** Samples that are kept. */
const MOST = 4000;

/** The newest samples of something that falls into named bins. */
export class SlidingWindow {
  readonly #samples: { timeUs: number; bin: string }[] = [];
  readonly #counts = new Map<string, number>();

  add(timeUs: number, bin: string): void {
    this.#samples.push({ timeUs, bin });
    this.#counts.set(bin, (this.#counts.get(bin) ?? 0) + 1);
    if (this.#samples.length > MOST) this.#drop();
  }

  /** Returns how many samples there are in each bin; null where there are too few. */
  counts(nowUs: number): ReadonlyMap<string, number> | null {
    const isOld = (age: number) => age > OLDEST_US || (age > RECENT_US && this.#samples.length > FEWEST);
    for (let first = this.#samples[0]; first && isOld(nowUs - first.timeUs); first = this.#samples[0]) this.#drop();
    return this.#samples.length < FEWEST ? null : this.#counts;
  }

  clear(): void {
    this.#samples.length = 0;
    this.#counts.clear();
  }

  #drop(): void {
    const dropped = this.#samples.shift();
    if (dropped) this.#counts.set(dropped.bin, (this.#counts.get(dropped.bin) ?? 1) - 1);
  }
}
