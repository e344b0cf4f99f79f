import { randomOf } from '../model/random.js';

/** 2023-11-13, a Monday, 00:00 UTC; microseconds. */
export const MONDAY_US = 1_699_833_600_000_000;
export const DAY_S = 86_400;

export interface CrowdOptions {
  seed: number;
  /** People who come in an hour, at that hour of the week. */
  perHour: (hourOfWeek: number) => number;
  /** How long they stay, seconds, in the mean; exponentially distributed. */
  staySeconds: number;
  /** People who come together: 1, or a mean. */
  together?: number;
  /** How many times as many come at that moment as usual; with 0 nobody is seen at all. */
  factor?: (second: number) => number;
}

/** A shop: open from 7 to 21, busiest in the early afternoon, on weekends by 40 %. */
export const shop =
  (busiest: number) =>
  (hour: number): number => {
    const ofDay = hour % 24;
    const open = ofDay < 7 || ofDay > 21 ? 0.02 : Math.sin(((ofDay - 6) / 16) * Math.PI);
    return busiest * open * (hour >= 120 ? 0.4 : 1);
  };

/** How many people are there, every so many seconds: arrivals are independent of each other. */
export function* crowd(
  options: CrowdOptions,
  days: number,
  stepSeconds: number
): Generator<[second: number, people: number]> {
  const { seed, perHour, staySeconds, together = 1, factor = () => 1 } = options;
  const random = randomOf(seed);
  const exponential = (mean: number) => -mean * Math.log(1 - random());
  let leaving: number[] = [];
  for (let second = 0; second < days * DAY_S; second += stepSeconds) {
    const times = factor(second);
    const rate = (perHour((second / 3600) % 168) / 3600) * (times === 0 ? 1 : times);
    for (let due = rate * stepSeconds; random() < due; due -= 1) {
      const group = together === 1 ? 1 : 1 + Math.floor(exponential(together - 1));
      for (let each = 0; each < group; each++) leaving.push(second + exponential(staySeconds));
    }
    if (leaving.length > 0) leaving = leaving.filter((until) => until > second);
    yield [second, times === 0 ? 0 : leaving.length];
  }
}

/** Counts begins of what goes on while it is above 1, until it is below a half. */
export class Alarms {
  readonly begins: number[] = [];
  #on = false;

  take(second: number, excess: number): void {
    if (!this.#on && excess >= 1) this.begins.push(second);
    if (excess >= 1) this.#on = true;
    else if (excess < 0.5) this.#on = false;
  }

  /** From one second to another. */
  perDay(from: number, to: number): number {
    return this.begins.filter((second) => second >= from && second < to).length / ((to - from) / DAY_S);
  }

  /** Minutes from then to the first begin within so many minutes; Infinity where there is none. */
  delay(second: number, withinMinutes: number): number {
    const begin = this.begins.find((each) => each >= second && each < second + withinMinutes * 60);
    return begin === undefined ? Infinity : (begin - second) / 60;
  }
}
