import { z } from 'zod';
import type { LumaMeasures } from './luma-measures.js';
import { SlowReference, slowReferenceSchema } from '../slow-reference.js';
import { ViewReference, viewReferenceSchema } from './view-reference.js';

/** Pictures that the usual values are made of, about: half an hour. Dusk takes longer. */
const MEMORY = 1800;
/** Pictures after which it is known what is usual: a minute. */
const LEARNT = 60;
/** Pictures after which the mean view is one. */
const VIEW_LEARNT = 30;
/** Sharp pictures have a sharpness of 0.33 to 0.45, whatever they show: less than this is soft for a stream that is not known. */
const SOFT = 0.15;
/** A smaller drop of the logarithm of the sharpness, by a quarter, is no anomaly. */
const SHARPNESS_DROP = 0.3;
const PICTURES_PER_DAY = 86_400;
/** A cause lasts ten seconds or more, in which so many pictures count as independent of each other. */
const INDEPENDENT = 3;
/** A camera that looks elsewhere all the time, by this share of its view, cannot be moved. */
const RESTLESS = 0.35;
/** An hour of the day in which the picture is black for more than this share is a dark one. */
const USUALLY_BLACK = 0.2;
/** Pictures of an hour of the day that are remembered, and those that it takes to know it. */
const HOUR = { memory: 3 * 3600, learnt: 1200 };
const HOURS = 24;

/** A value and its limit: beyond `anomalous` it is an anomaly, on the other side of `normal` it is none. */
export interface Limits {
  anomalous: number;
  normal: number;
}

const hourSchema = z.object({ black: z.number().nonnegative(), pictures: z.number().nonnegative() });
export const pictureReferenceSchema = z.object({
  saturated: slowReferenceSchema,
  flat: slowReferenceSchema,
  sharpness: slowReferenceSchema,
  lost: slowReferenceSchema,
  view: viewReferenceSchema.nullable(),
  hours: z.array(hourSchema).length(HOURS),
});
export type PictureReferenceState = z.infer<typeof pictureReferenceSchema>;

/**
 * What a stream's pictures usually are, learnt from those without an anomaly. From the mean absolute deviation b of a value
 * follows how far it may be from its mean: with tails that fall exponentially it is further than t in exp(-t/b) of the
 * pictures, so that n independent ones are in exp(-n·t/b), which is to be as often as the false alarms that are accepted.
 */
export class PictureReference {
  readonly #saturated = new SlowReference(MEMORY);
  readonly #flat = new SlowReference(MEMORY);
  /** Of the logarithm. */
  readonly #sharpness = new SlowReference(MEMORY);
  readonly #lost = new SlowReference(MEMORY);
  #view = new ViewReference();
  #hours = Array.from({ length: HOURS }, () => ({ black: 0, pictures: 0 }));
  readonly #deviations: number;

  /** `falseAlarmsPerDay`: those that are accepted. */
  constructor(falseAlarmsPerDay: number) {
    this.#deviations = Math.log(PICTURES_PER_DAY / falseAlarmsPerDay) / INDEPENDENT;
  }

  /** Limits of the share of saturated pixels. */
  get saturated(): Limits {
    const { mean } = this.#saturated;
    const learnt = this.#saturated.count >= LEARNT;
    const anomalous = Math.max(0.5, learnt ? mean + Math.max(0.3, this.#spread(this.#saturated)) : 0.7);
    return { anomalous, normal: 0.8 * anomalous };
  }

  /** Limits of the share of the parts that show nothing. */
  get flat(): Limits {
    const { mean } = this.#flat;
    const learnt = this.#flat.count >= LEARNT;
    const usual = mean + Math.max((1 - mean) / 2, Math.min(0.9 * (1 - mean), this.#spread(this.#flat)));
    const anomalous = learnt ? Math.max(0.6, usual) : 0.9;
    return { anomalous, normal: 0.8 * anomalous };
  }

  /** Limits of the sharpness, from below. */
  get sharpness(): Limits {
    const { count, mean } = this.#sharpness;
    if (count < LEARNT) return { anomalous: SOFT, normal: SOFT };
    const drop = Math.max(SHARPNESS_DROP, this.#spread(this.#sharpness));
    return { anomalous: Math.exp(mean - drop), normal: Math.exp(mean - 0.7 * drop) };
  }

  /** Returns the share of the view that is not recognised. Null where there is too little to recognise. */
  lost(measures: LumaMeasures): number | null {
    return this.#view.count < VIEW_LEARNT ? null : this.#view.lost(measures.half);
  }

  /** Limits of the share of the view that is not recognised; null until it is known, and where the view never rests. */
  get lostLimits(): Limits | null {
    const { count, mean } = this.#lost;
    if (count < LEARNT || mean > RESTLESS) return null;
    const anomalous = Math.min(0.95, Math.max(0.75, mean + this.#spread(this.#lost)));
    return { anomalous, normal: anomalous - 0.25 };
  }

  /** How much of the pictures, and of the view, has been learnt: 0 to 1. */
  get learning(): { pictures: number; view: number } {
    return { pictures: Math.min(1, this.#sharpness.count / LEARNT), view: Math.min(1, this.#lost.count / LEARNT) };
  }

  /** Whether the picture is black at this hour of the day anyhow. `timeUs`: wall clock, microseconds since 1970. */
  isUsuallyBlack(timeUs: number): boolean {
    const { black, pictures } = this.#hours[hourOf(timeUs)] ?? { black: 0, pictures: 0 };
    return pictures >= HOUR.learnt && black > USUALLY_BLACK * pictures;
  }

  learn(measures: LumaMeasures): void {
    this.#saturated.add(measures.saturated);
    this.#flat.add(measures.flat);
    if (measures.sharpness !== null && measures.sharpness > 0) this.#sharpness.add(Math.log(measures.sharpness));
    const lost = this.lost(measures);
    if (lost !== null) this.#lost.add(lost);
    this.#view.learn(measures.half);
  }

  /** Learns from black pictures, too. */
  learnHour(timeUs: number, black: boolean): void {
    const hour = this.#hours[hourOf(timeUs)];
    if (!hour) return;
    const fade = hour.pictures >= HOUR.memory ? 1 - 1 / HOUR.memory : 1;
    hour.pictures = hour.pictures * fade + 1;
    hour.black = hour.black * fade + (black ? 1 : 0);
  }

  /** Learns the view anew. */
  forgetView(): void {
    this.#view = new ViewReference();
    this.#lost.restore({ count: 0, mean: 0, deviation: 0 });
  }

  /** Learns how pictures are anew. */
  forgetPictures(): void {
    for (const each of [this.#saturated, this.#flat, this.#sharpness])
      each.restore({ count: 0, mean: 0, deviation: 0 });
    this.forgetView();
  }

  save(): PictureReferenceState {
    return {
      saturated: this.#saturated.save(),
      flat: this.#flat.save(),
      sharpness: this.#sharpness.save(),
      lost: this.#lost.save(),
      view: this.#view.save(),
      hours: this.#hours,
    };
  }

  restore({ saturated, flat, sharpness, lost, view, hours }: PictureReferenceState): void {
    this.#saturated.restore(saturated);
    this.#flat.restore(flat);
    this.#sharpness.restore(sharpness);
    this.#lost.restore(lost);
    if (view) this.#view.restore(view);
    this.#hours = hours.map((hour) => ({ ...hour }));
  }

  #spread({ deviation }: SlowReference): number {
    return deviation * this.#deviations;
  }
}

function hourOf(timeUs: number): number {
  return Math.floor(timeUs / 3_600_000_000) % HOURS;
}
