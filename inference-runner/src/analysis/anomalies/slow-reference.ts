import { z } from 'zod';

/** Values further from the mean than so many deviations count as so far away: what is odd for a moment moves it little. */
const REACH = 3;

export const slowReferenceSchema = z.object({
  count: z.number().nonnegative(),
  mean: z.number(),
  deviation: z.number(),
});
export type SlowReferenceState = z.infer<typeof slowReferenceSchema>;

/** What a value usually is, and how much it varies, over the last `memory` values or so. Robust against outliers. */
export class SlowReference {
  #state: SlowReferenceState = { count: 0, mean: 0, deviation: 0 };

  constructor(private readonly memory: number) {}

  get count(): number {
    return this.#state.count;
  }

  get mean(): number {
    return this.#state.mean;
  }

  /** Mean absolute deviation from the mean. */
  get deviation(): number {
    return this.#state.deviation;
  }

  add(value: number): void {
    const { count, mean, deviation } = this.#state;
    const weight = 1 / Math.min(count + 1, this.memory);
    // The first values decide how far away others may be.
    const reach = count < this.memory / 20 ? Infinity : REACH * Math.max(deviation, 1e-6);
    const away = Math.max(-reach, Math.min(reach, value - mean));
    this.#state = {
      count: Math.min(count + 1, this.memory),
      mean: mean + weight * away,
      deviation: deviation + weight * (Math.abs(away) - deviation),
    };
  }

  save(): SlowReferenceState {
    return this.#state;
  }

  restore(state: SlowReferenceState): void {
    this.#state = { ...state, count: Math.min(state.count, this.memory) };
  }
}
