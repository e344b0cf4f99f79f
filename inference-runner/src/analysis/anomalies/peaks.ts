import { z } from 'zod';

/** Peaks that are remembered: the highest of the last two weeks. */
const KEPT = 256;
const MEMORY_US = 14 * 86_400e6;
/** Fewer peaks tell nothing of how they fall off: then twice the highest is the limit. */
const FEWEST = 12;
/** The tail is fitted to the highest peaks: at least so many, and twice as many as there may be false alarms. */
const FITTED = 24;
/** Days that have to be observed before the rate of peaks is known. */
const SHORTEST_US = 86_400e6;
const DAY_US = 86_400e6;

export const peaksSchema = z.object({
  observedUs: z.number().nonnegative(),
  /** Time observed before each peak, and its height. */
  peaks: z.array(z.tuple([z.number(), z.number()])).max(KEPT),
});

/**
 * Learns how high the peaks of a score are while nothing is wrong, or hardly ever, and from that the limit which they pass
 * so many times a day. Peaks over a threshold of independent events fall off exponentially (Pickands 1975; Siffer et al.,
 * "Anomaly detection in streams with extreme value theory", KDD 2017): with n peaks above u in T days, whose heights above
 * u have the mean s, the limit is u + s·ln(n / (T·perDay)). The mean is taken from the median, as real anomalies
 * are among the peaks.
 */
export class Peaks {
  #observedUs = 0;
  #peaks: [observedUs: number, height: number][] = [];
  /** Highest value of the current peak. */
  #highest = 0;
  #limits = new Map<number, number | null>();

  /** How much of the time before the first limit has been observed: 0 to 1. */
  get learnt(): number {
    return Math.min(1, this.#observedUs / SHORTEST_US);
  }

  /** Takes the score of the last `stepUs` microseconds. A peak ends where the score falls below half of it. */
  add(score: number, stepUs: number): void {
    this.#observedUs += stepUs;
    if (score > this.#highest) this.#highest = score;
    else if (score < this.#highest / 2) this.#end(score);
  }

  /** Returns the limit that is passed so many times a day; null where too little is known. */
  limit(perDay: number): number | null {
    const known = this.#limits.get(perDay);
    if (known !== undefined) return known;
    const limit = this.#fit(perDay);
    this.#limits.set(perDay, limit);
    return limit;
  }

  save(): z.infer<typeof peaksSchema> {
    return {
      observedUs: Math.round(this.#observedUs),
      peaks: this.#peaks.map(([at, height]) => [Math.round(at), Number(height.toPrecision(5))]),
    };
  }

  restore({ observedUs, peaks }: z.infer<typeof peaksSchema>): void {
    this.#observedUs = observedUs;
    this.#peaks = peaks;
    this.#limits.clear();
  }

  #end(score: number): void {
    const height = this.#highest;
    this.#highest = score;
    const oldest = this.#observedUs - MEMORY_US;
    const recent = this.#peaks.filter(([at]) => at >= oldest);
    const lowest = recent[KEPT - 1]?.[1] ?? 0;
    if (height <= lowest) return;
    recent.push([this.#observedUs, height]);
    this.#peaks = recent.sort((a, b) => b[1] - a[1]).slice(0, KEPT);
    this.#limits.clear();
  }

  #fit(perDay: number): number | null {
    if (this.#observedUs < SHORTEST_US) return null;
    const days = Math.min(this.#observedUs, MEMORY_US) / DAY_US;
    const wanted = perDay * days;
    const count = Math.min(this.#peaks.length - 1, Math.max(FITTED, Math.ceil(2 * wanted)));
    if (count < FEWEST) return 2 * (this.#peaks[0]?.[1] ?? 0);
    const heights = this.#peaks.slice(0, count + 1).map(([, height]) => height);
    const above = heights[count] ?? 0;
    const middle = (heights[(count - 1) >> 1] ?? 0) / 2 + (heights[count >> 1] ?? 0) / 2;
    return above + ((middle - above) / Math.LN2) * Math.log(count / wanted);
  }
}
