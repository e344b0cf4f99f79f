import { z } from 'zod';
import type { LumaImage } from '../../types.js';

const { abs } = Math;

/** Mean difference of two pictures, in levels of grey, up to which they are one that was encoded twice. */
const SAME = 0.02;
/** A key frame may differ by so much from the same picture before it; the next ones by half as much each, down to the last. */
const KEY_FRAME = { first: 2, last: 0.1 };
/** Repetitions that are expected of a stream before anything is known of it: so many of so many steps. */
const PRIOR = { repeated: 1.22, steps: 2 };
/** Pictures that are remembered: what is older counts less and less. */
const MEMORY = 20_000;
/** A picture is repeated at least so often, and for so long, before it is frozen. */
const FEWEST_REPETITIONS = 5;
const SHORTEST_US = 10_000_000;
/** No camera may repeat a picture for longer, however it usually behaves. */
const LONGEST_US = 3_600_000_000;

/** A run of equal pictures. */
export interface Run {
  sinceUs: number;
  /** Seconds that it has lasted. */
  seconds: number;
  /** Seconds after which it is an anomaly. */
  limitSeconds: number;
}

export const repetitionSchema = z.object({ repeated: z.number().nonnegative(), steps: z.number().min(1) });
export type RepetitionState = z.infer<typeof repetitionSchema>;

/**
 * Finds pictures that repeat one another. How long is too long depends on how often the stream's pictures repeat one
 * another anyhow, because its camera is still, or an encoder leaves out what hardly changes: with a share p of pictures
 * that are like the one before, a run of n is seen p^n times in as many pictures, so the limit is the n for which that
 * happens less often than it may.
 */
export class Repetition {
  #last: Uint8Array | null = null;
  /** When the run began, and how many pictures of it repeat its first. */
  #sinceUs = 0;
  #count = 0;
  /** A larger difference ends the run. */
  #tolerated = KEY_FRAME.first;
  #state: RepetitionState = { ...PRIOR };

  /** `perDay`: false alarms that are accepted a day. */
  constructor(private readonly perDay: number) {}

  /** Returns the run that the picture is the newest of. */
  take({ data, captureTimeUs }: LumaImage): Run {
    const stepUs = Math.max(1, (captureTimeUs - this.#sinceUs) / (this.#count + 1));
    const limitUs = this.#limitUs(stepUs);
    if (this.#repeats(data)) this.#count += 1;
    else this.#begin(captureTimeUs, Math.ceil(limitUs / stepUs));
    this.#last = data;
    const seconds = this.#count < FEWEST_REPETITIONS ? 0 : (captureTimeUs - this.#sinceUs) / 1e6;
    return { sinceUs: this.#sinceUs, seconds, limitSeconds: limitUs / 1e6 };
  }

  /** An encoder comes ever closer to a picture that does not change; what a live camera sees differs by as much each time. */
  #repeats(data: Uint8Array): boolean {
    if (this.#last?.length !== data.length) return false;
    const away = difference(data, this.#last);
    if (away <= SAME) return true;
    if (away > this.#tolerated) return false;
    this.#tolerated = Math.max(away / 2, KEY_FRAME.last);
    return true;
  }

  /** The stream was not seen for a while. */
  pause(): void {
    this.#last = null;
    this.#count = 0;
  }

  save(): RepetitionState {
    return this.#state;
  }

  restore({ repeated, steps }: RepetitionState): void {
    this.#state = { repeated: Math.min(repeated, steps), steps };
  }

  /** A run counts as at most its limit: a camera that was frozen for a day is not used to it afterwards. */
  #begin(captureTimeUs: number, longest: number): void {
    if (this.#last) {
      const { repeated, steps } = this.#state;
      const fade = steps > MEMORY ? MEMORY / steps : 1;
      const run = Math.min(this.#count, longest);
      this.#state = { repeated: fade * repeated + run, steps: fade * steps + run + 1 };
    }
    this.#sinceUs = captureTimeUs;
    this.#count = 0;
    this.#tolerated = KEY_FRAME.first;
  }

  #limitUs(stepUs: number): number {
    const { repeated, steps } = this.#state;
    const picturesPerDay = 86_400e6 / stepUs;
    const repetitions = Math.log(picturesPerDay / this.perDay) / -Math.log(Math.min(0.9999, repeated / steps));
    return Math.min(LONGEST_US, Math.max(SHORTEST_US, repetitions * stepUs));
  }
}

/** Mean absolute difference, levels of grey. */
function difference(a: Uint8Array, b: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += abs((a[at] ?? 0) - (b[at] ?? 0));
  return sum / a.length;
}
