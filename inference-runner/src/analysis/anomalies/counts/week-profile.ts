import { z } from 'zod';
import { HOURS, type HourOfWeek } from './hour-of-week.js';

const DAYS = 7;
const HOURS_PER_DAY = 24;
/** What an hour of the week has been counts half after so many weeks. */
const HALF_LIFE_WEEKS = 4;

const hourSchema = z.tuple([z.number().nonnegative(), z.number(), z.number().nonnegative()]);
export const weekProfileSchema = z.array(hourSchema).length(HOURS);

/** Weight of the values, their mean and their variance. */
type Hour = z.infer<typeof weekProfileSchema>[number];

/**
 * The usual value at each hour of the week. An hour that has been seen little borrows from the same hour of the other
 * days, the more so the more alike the days are (James and Stein's estimator).
 */
export class WeekProfile {
  #hours: Hour[] = Array.from({ length: HOURS }, (): Hour => [0, 0, 0]);
  #current = -1;

  /** `effective`: how many values in a row are worth one independent value. */
  constructor(private readonly effective: number) {}

  add(value: number, { hour }: HourOfWeek): void {
    const [weight, mean, variance] = this.#hours[hour] ?? [0, 0, 0];
    const faded = hour === this.#current ? weight : weight * 2 ** (-1 / HALF_LIFE_WEEKS);
    this.#current = hour;
    const share = 1 / (faded + 1);
    const away = value - mean;
    this.#hours[hour] = [faded + 1, mean + share * away, (1 - share) * (variance + share * away * away)];
  }

  /** Returns the usual value of that moment, between those of the hours around it; null where nothing is known of it. */
  at({ hour, part }: HourOfWeek): number | null {
    const other = part < 0.5 ? hour - 1 : hour + 1;
    const here = this.#usual(hour);
    const there = this.#usual((other + HOURS) % HOURS);
    if (here === null || there === null) return here;
    return here + Math.abs(part - 0.5) * (there - here);
  }

  save(): Hour[] {
    return this.#hours.map(([weight, mean, variance]) => [round(weight), round(mean), round(variance)]);
  }

  restore(hours: Hour[]): void {
    this.#hours = hours;
  }

  #usual(hour: number): number | null {
    const ofDay = hour % HOURS_PER_DAY;
    const days = Array.from({ length: DAYS }, (_, day): Hour => this.#hours[day * HOURS_PER_DAY + ofDay] ?? [0, 0, 0]);
    const known = days.filter(([weight]) => weight > 0);
    if (known.length === 0) return null;
    const mean = known.reduce((sum, [, each]) => sum + each, 0) / known.length;
    const [weight, own, variance] = this.#hours[hour] ?? [0, 0, 0];
    if (weight === 0) return mean;
    const noise = variance / Math.max(1, weight / this.effective);
    const between = known.reduce((sum, [, each]) => sum + (each - mean) ** 2, 0) / Math.max(1, known.length - 1);
    const signal = Math.max(0, between - noise);
    return signal + noise === 0 ? own : mean + (signal / (signal + noise)) * (own - mean);
  }
}

function round(value: number): number {
  return Number(value.toPrecision(6));
}
