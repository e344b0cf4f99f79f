import { z } from 'zod';
import { Peaks, peaksSchema } from '../peaks.js';
import { SlowReference, slowReferenceSchema } from '../slow-reference.js';
import type { HourOfWeek } from './hour-of-week.js';
import { WeekProfile, weekProfileSchema } from './week-profile.js';

/** Minutes whose mean is judged: shorter ones vary more, longer ones are later. */
const WINDOW = 5;
/** Added to a count before its root is taken, so that the root of a few objects says something. */
const OFFSET = 0.1;
/** Minutes that the usual deviation is made of: two weeks. */
const MEMORY = 14 * 1440;
/** What is further away than so many deviations is learnt as if it were so far. */
const REACH = 4;
const MINUTE_US = 60e6;

export const countSeriesSchema = z.object({
  profile: weekProfileSchema,
  deviation: slowReferenceSchema,
  peaks: peaksSchema,
});

/** How a count compares with what is usual at that time. */
export interface CountJudgement {
  /** Mean number of objects over the last minutes. */
  value: number;
  expected: { low: number; high: number };
  /** Distance from what is usual, as a share of the limit: from 1 on it is an anomaly. */
  excess: number;
}

/**
 * One count against its own week. Roots of counts vary about equally whatever their size (Anscombe 1948), so one
 * deviation serves all hours; how many of them are too many follows from the peaks of the past (`Peaks`).
 */
export class CountSeries {
  readonly #profile = new WeekProfile(2 * WINDOW);
  readonly #deviation = new SlowReference(MEMORY);
  readonly #peaks = new Peaks();
  #minutes: number[] = [];

  /**
   * Takes the mean number of objects in a minute. `knowsWeek`: its learning time is over; it takes another day to learn how
   * far the count usually is from what is usual. Returns null while too little is known.
   */
  take(objects: number, at: HourOfWeek, falseAlarmsPerDay: number, knowsWeek: boolean): CountJudgement | null {
    this.#minutes = [...this.#minutes, objects].slice(-WINDOW);
    if (this.#minutes.length < WINDOW) return null;
    const value = this.#minutes.reduce((sum, each) => sum + each, 0) / WINDOW;
    const root = Math.sqrt(value + OFFSET);
    const usual = this.#profile.at(at);
    const judgement = usual === null || !knowsWeek ? null : this.#judge(value, root - usual, usual, falseAlarmsPerDay);
    this.#learn(root, usual, at);
    return judgement;
  }

  /** The stream was not seen for a while. */
  pause(): void {
    this.#minutes = [];
  }

  save(): z.infer<typeof countSeriesSchema> {
    return { profile: this.#profile.save(), deviation: this.#deviation.save(), peaks: this.#peaks.save() };
  }

  restore({ profile, deviation, peaks }: z.infer<typeof countSeriesSchema>): void {
    this.#profile.restore(profile);
    this.#deviation.restore(deviation);
    this.#peaks.restore(peaks);
  }

  #judge(value: number, away: number, usual: number, falseAlarmsPerDay: number): CountJudgement | null {
    const limit = this.#peaks.limit(falseAlarmsPerDay);
    const { mean: deviation } = this.#deviation;
    if (deviation <= 0) return null;
    const score = Math.abs(away) / deviation;
    this.#peaks.add(score, MINUTE_US);
    if (limit === null) return null;
    const [low, high] = [usual - limit * deviation, usual + limit * deviation];
    const expected = { low: Math.max(0, Math.max(0, low) ** 2 - OFFSET), high: high ** 2 - OFFSET };
    return { value, expected, excess: score / limit };
  }

  #learn(root: number, usual: number | null, at: HourOfWeek): void {
    if (usual === null) {
      this.#profile.add(root, at);
      return;
    }
    const away = root - usual;
    const reach = this.#deviation.count < 60 ? Infinity : REACH * this.#deviation.mean;
    this.#profile.add(usual + Math.max(-reach, Math.min(reach, away)), at);
    this.#deviation.add(Math.abs(away));
  }
}
