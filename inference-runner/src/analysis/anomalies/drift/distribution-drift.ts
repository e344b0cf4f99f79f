import { z } from 'zod';
import { Peaks, peaksSchema } from '../peaks.js';
import type { Counts } from './distance.js';
import { SlidingWindow } from './sliding-window.js';

/** Samples that a reference is made of, at least. */
const FEWEST_SAMPLES = 1000;
const MINUTE_US = 60e6;
/** Bins beyond these are counted as one. */
const MOST_BINS = 64;
const OTHERS = 'others';

export const distributionDriftSchema = z.object({
  minutes: z.number().nonnegative(),
  reference: z.record(z.string(), z.number().nonnegative()),
  peaks: peaksSchema,
});

export interface DriftOptions {
  /** Minutes with samples that the reference is made of. */
  learningMinutes: number;
  /** A smaller distance is never an anomaly. */
  leastDistance: number;
  distance: (reference: Counts, window: Counts) => number;
}

export interface DriftJudgement {
  distance: number;
  /** A larger distance is an anomaly; null until it is known. */
  limit: number | null;
}

/** Compares the newest samples with those of the first days, which stay the reference. */
export class DistributionDrift {
  readonly #options: DriftOptions;
  readonly #window = new SlidingWindow();
  readonly #peaks = new Peaks();
  #minutes = 0;
  #reference = new Map<string, number>();
  #samples = 0;

  constructor(options: DriftOptions) {
    this.#options = options;
  }

  /** How much of its reference, and of how far from it the window usually is, has been learnt: 0 to 1. */
  get learnt(): number {
    const reference = Math.min(1, this.#minutes / this.#options.learningMinutes, this.#samples / FEWEST_SAMPLES);
    return (reference + this.#peaks.learnt) / 2;
  }

  get #isReferenceDone(): boolean {
    return this.#minutes >= this.#options.learningMinutes && this.#samples >= FEWEST_SAMPLES;
  }

  add(timeUs: number, bin: string): void {
    const known = this.#reference.has(bin) || this.#reference.size < MOST_BINS ? bin : OTHERS;
    this.#window.add(timeUs, known);
    if (!this.#isReferenceDone) {
      this.#reference.set(known, (this.#reference.get(known) ?? 0) + 1);
      this.#samples += 1;
    }
  }

  /** Call it once a minute. Returns null while too little is known, or there are too few samples. */
  judge(nowUs: number, falseAlarmsPerDay: number): DriftJudgement | null {
    const counts = this.#window.counts(nowUs);
    if (counts === null) return null;
    if (!this.#isReferenceDone) {
      this.#minutes += 1;
      return null;
    }
    const distance = this.#options.distance(this.#reference, counts);
    this.#peaks.add(distance, MINUTE_US);
    const limit = this.#peaks.limit(falseAlarmsPerDay);
    return { distance, limit: limit === null ? null : Math.max(this.#options.leastDistance, limit) };
  }

  /** The stream was not seen for a while. */
  pause(): void {
    this.#window.clear();
  }

  /** What is seen from now on is the new reference. */
  forget(): void {
    this.#minutes = 0;
    this.#samples = 0;
    this.#reference.clear();
  }

  save(): z.infer<typeof distributionDriftSchema> {
    return { minutes: this.#minutes, reference: Object.fromEntries(this.#reference), peaks: this.#peaks.save() };
  }

  restore({ minutes, reference, peaks }: z.infer<typeof distributionDriftSchema>): void {
    this.#minutes = minutes;
    this.#reference = new Map(Object.entries(reference));
    this.#samples = [...this.#reference.values()].reduce((sum, count) => sum + count, 0);
    this.#peaks.restore(peaks);
  }
}
