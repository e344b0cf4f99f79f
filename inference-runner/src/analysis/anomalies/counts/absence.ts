import { z } from 'zod';
import { Peaks, peaksSchema } from '../peaks.js';
import { HOURS, type HourOfWeek } from './hour-of-week.js';

const HOURS_PER_DAY = 24;
const SECOND_US = 1_000_000;
/** Gaps that are shorter are missed detections. */
const SHORTEST_US = 60 * SECOND_US;
/** Until the gaps of the past say more: so many are missing in one of 1100 gaps. */
const FIRST_LIMIT = 7;
/** So many are missing in one of 20 gaps: fewer are no anomaly, however many false alarms are accepted. */
const LOWEST_LIMIT = 3;
/** What an hour of the other days says of this one counts as so many seconds of it. */
const BORROWED_SECONDS = 600;
/** Where somebody is always there, one who left is followed within a minute: counts as so many seconds. */
const PRIOR = { perSecond: 1 / 60, seconds: 60 };
/** What an hour of the week has been counts half after four weeks. */
const FADE = 2 ** (-1 / 4);

/** Seconds in which nobody was there, seconds in which somebody was, and how often somebody came. */
const hourSchema = z.tuple([z.number().nonnegative(), z.number().nonnegative(), z.number().nonnegative()]);
export const absenceSchema = z.object({ hours: z.array(hourSchema).length(HOURS), peaks: peaksSchema });
type Hour = z.infer<typeof hourSchema>;

export interface Gap {
  sinceUs: number;
  /** Arrivals that were to be expected since. */
  expected: number;
  /** Arrivals that have to be expected for their absence to be an anomaly. */
  limit: number;
}

/**
 * How long nobody has been seen, and how many should have come meanwhile at the rate at which somebody comes to an empty
 * picture at that hour of the week. With independent arrivals, more than g are missing in exp(-g) of the gaps; how
 * independent they are is learnt from the gaps of the past (`Peaks`).
 */
export class Absence {
  #hours: Hour[] = Array.from({ length: HOURS }, (): Hour => [0, 0, 0]);
  readonly #peaks = new Peaks();
  #current = -1;
  #gap: { sinceUs: number; expected: number; seconds: Map<number, number> } | null = null;

  /** `stepUs`: time since the picture before. Returns the gap; null while somebody is there. */
  take(timeUs: number, stepUs: number, somebody: boolean, at: HourOfWeek, falseAlarmsPerDay: number): Gap | null {
    const limit = Math.max(LOWEST_LIMIT, this.#peaks.limit(falseAlarmsPerDay) ?? FIRST_LIMIT);
    if (somebody) {
      this.#learnPresence(stepUs / SECOND_US, at);
      this.#peaks.add(0, stepUs);
      return null;
    }
    this.#gap ??= { sinceUs: timeUs, expected: 0, seconds: new Map() };
    const gap = this.#gap;
    // Beyond the limit it is an anomaly, which is not learnt as usual.
    if (gap.expected < limit) gap.seconds.set(at.hour, (gap.seconds.get(at.hour) ?? 0) + stepUs / SECOND_US);
    gap.expected += (this.#rate(at) * stepUs) / SECOND_US;
    const expected = timeUs - gap.sinceUs >= SHORTEST_US ? gap.expected : 0;
    this.#peaks.add(expected, stepUs);
    return { sinceUs: gap.sinceUs, expected, limit };
  }

  /** The stream was not seen for a while. */
  pause(): void {
    this.#learnGap();
  }

  save(): z.infer<typeof absenceSchema> {
    const round = (value: number) => Number(value.toPrecision(6));
    return { hours: this.#hours.map(([a, b, c]) => [round(a), round(b), round(c)]), peaks: this.#peaks.save() };
  }

  restore({ hours, peaks }: z.infer<typeof absenceSchema>): void {
    this.#hours = hours;
    this.#peaks.restore(peaks);
  }

  #learnPresence(seconds: number, { hour }: HourOfWeek): void {
    const came = this.#gap ? 1 : 0;
    this.#learnGap();
    const [empty, taken, arrivals] = this.#faded(hour);
    this.#hours[hour] = [empty, taken + seconds, arrivals + came];
  }

  /** Only once it is over, so that a gap does not make itself usual while it lasts. */
  #learnGap(): void {
    for (const [hour, seconds] of this.#gap?.seconds ?? []) {
      const [empty, taken, arrivals] = this.#faded(hour);
      this.#hours[hour] = [empty + seconds, taken, arrivals];
    }
    this.#gap = null;
  }

  #faded(hour: number): Hour {
    const [empty, taken, arrivals] = this.#hours[hour] ?? [0, 0, 0];
    const fade = hour === this.#current ? 1 : FADE;
    this.#current = hour;
    return [fade * empty, fade * taken, fade * arrivals];
  }

  /** Arrivals a second in an empty picture at that hour, from it and from the same hour of the other days. */
  #rate({ hour }: HourOfWeek): number {
    const ofDay = hour % HOURS_PER_DAY;
    let all: Hour = [0, 0, 0];
    for (let at = ofDay; at < HOURS; at += HOURS_PER_DAY) {
      const each = this.#hours[at] ?? [0, 0, 0];
      all = [all[0] + each[0], all[1] + each[1], all[2] + each[2]];
    }
    const observed = all[0] + all[1];
    if (observed === 0) return 0;
    const presence = all[1] / observed;
    const usual = (all[2] + presence * PRIOR.perSecond * PRIOR.seconds) / (all[0] + PRIOR.seconds);
    const [empty, , arrivals] = this.#hours[hour] ?? [0, 0, 0];
    return (arrivals + usual * BORROWED_SECONDS) / (empty + BORROWED_SECONDS);
  }
}
