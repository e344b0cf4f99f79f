import { z } from 'zod';
import { Peaks, peaksSchema } from '../peaks.js';
import { SlowReference, slowReferenceSchema } from '../slow-reference.js';
import type { DriftJudgement } from './distribution-drift.js';

const MINUTE_US = 60e6;
/** Minutes whose median is compared. */
const WINDOW = 3;
/** Durations of a minute that are looked at. */
const MOST = 256;
/** A smaller change, as a ratio, is never an anomaly. */
const LEAST = 0.25;

export const latencyShiftSchema = z.object({ reference: slowReferenceSchema, peaks: peaksSchema });

/** Compares how long the model takes with how long it took in the first days. */
export class LatencyShift {
  readonly #reference: SlowReference;
  readonly #peaks = new Peaks();
  readonly #learningMinutes: number;
  #durations: number[] = [];
  #medians: number[] = [];

  constructor(learningMinutes: number) {
    this.#learningMinutes = learningMinutes;
    this.#reference = new SlowReference(learningMinutes);
  }

  /** 0 to 1. */
  get learnt(): number {
    return (Math.min(1, this.#reference.count / this.#learningMinutes) + this.#peaks.learnt) / 2;
  }

  /** Milliseconds that a frame took. */
  add(ms: number): void {
    if (ms > 0 && this.#durations.length < MOST) this.#durations.push(ms);
  }

  /** Call it once a minute. The distance is the change as a ratio: 0.5 for half as long again, or two thirds of it. */
  judge(falseAlarmsPerDay: number): (DriftJudgement & { ms: number; usualMs: number }) | null {
    if (this.#durations.length === 0) return null;
    this.#medians = [...this.#medians, median(this.#durations)].slice(-WINDOW);
    this.#durations = [];
    const ms = median(this.#medians);
    if (this.#reference.count < this.#learningMinutes) {
      this.#reference.add(Math.log(ms));
      return null;
    }
    const distance = Math.exp(Math.abs(Math.log(ms) - this.#reference.mean)) - 1;
    this.#peaks.add(distance, MINUTE_US);
    const limit = this.#peaks.limit(falseAlarmsPerDay);
    const usualMs = Math.exp(this.#reference.mean);
    return { distance, limit: limit === null ? null : Math.max(LEAST, limit), ms, usualMs };
  }

  /** The stream was not seen for a while. */
  pause(): void {
    this.#durations = [];
    this.#medians = [];
  }

  /** What it takes from now on is the new reference. */
  forget(): void {
    this.#reference.restore({ count: 0, mean: 0, deviation: 0 });
  }

  save(): z.infer<typeof latencyShiftSchema> {
    return { reference: this.#reference.save(), peaks: this.#peaks.save() };
  }

  restore({ reference, peaks }: z.infer<typeof latencyShiftSchema>): void {
    this.#reference.restore(reference);
    this.#peaks.restore(peaks);
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}
