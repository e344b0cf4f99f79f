import type { StreamEvent } from '@framewatch/protocol';
import { z } from 'zod';
import type { Analyser, LumaImage, StatusChange } from '../../types.js';
import type { EventIds } from '../../event-ids.js';
import type { AnomalyMeter } from '../metrics.js';
import { Episode, type Finding, type Level } from '../episode.js';
import { KeptNow } from '../kept-now.js';
import { LumaMeter, type LumaMeasures } from './luma-measures.js';
import { type Limits, PictureReference, pictureReferenceSchema } from './picture-reference.js';
import { Repetition, repetitionSchema, type Run } from './repetition.js';

/** Types of anomalies of the picture. The first that is found is the cause of the others, which are then not looked for. */
const TYPES = ['black', 'overexposed', 'covered', 'frozen', 'blurred', 'moved'] as const;
export type PictureAnomaly = (typeof TYPES)[number];

const SECOND_US = 1_000_000;
/** How long a cause has to last. People stand before a camera for a while, and it takes a while to find the light again. */
const BEGINS_AFTER_S: Record<PictureAnomaly, number> = {
  black: 10,
  overexposed: 10,
  covered: 10,
  frozen: 0,
  blurred: 15,
  moved: 20,
};
const ENDS_AFTER_S = 5;
/** After so long a view counts as the usual one. A camera is moved on purpose, too; dirt on a lens stays an anomaly. */
const ACCEPTED_AFTER_S = { moved: 3600, blurred: 86_400, covered: 86_400, overexposed: 86_400 };
/** A longer pause between two pictures is an interruption: what is before it and after it does not belong together. */
const LONGEST_STEP_US = 60 * SECOND_US;

/** A picture without a light is black when this share of it is; it is seen again from the lower share on. */
const BLACK = { anomalous: 0.9, normal: 0.8 };

const savedSchema = z.object({
  repetition: repetitionSchema,
  reference: pictureReferenceSchema,
  episodes: z.record(z.string(), z.unknown()),
});

export interface PictureHealthOptions {
  stream: string;
  ids: EventIds;
  meter: AnomalyMeter;
  /** False alarms that are accepted a day. */
  falseAlarmsPerDay: number;
}

interface Judgement {
  level: Level;
  finding: () => Finding;
  sinceUs?: number;
}

const NORMAL: Judgement = { level: 'normal', finding: () => ({ message: '' }) };
const UNKNOWN: Judgement = { level: 'between', finding: () => ({ message: '' }) };

/** Says when a camera's picture is no longer what it should be: docs/anomalies.md defines each type. */
export class PictureHealth implements Analyser {
  readonly kept = new KeptNow(
    'picture',
    () => this.#save(),
    (saved) => this.#restore(saved)
  );
  readonly #options: PictureHealthOptions;
  readonly #lumaMeter = new LumaMeter();
  readonly #repetition: Repetition;
  readonly #reference: PictureReference;
  readonly #episodes: ReadonlyMap<PictureAnomaly, Episode>;
  #lastUs: number | null = null;

  constructor(options: PictureHealthOptions) {
    const { stream, ids, falseAlarmsPerDay } = options;
    this.#options = options;
    this.#repetition = new Repetition(falseAlarmsPerDay);
    this.#reference = new PictureReference(falseAlarmsPerDay);
    this.#episodes = new Map(
      TYPES.map((type) => [
        type,
        new Episode({
          stream,
          ids,
          type,
          severity: type === 'overexposed' || type === 'blurred' ? 'warning' : 'critical',
          beginsAfterUs: BEGINS_AFTER_S[type] * SECOND_US,
          endsAfterUs: ENDS_AFTER_S * SECOND_US,
        }),
      ])
    );
  }

  onLuma(luma: LumaImage): readonly StreamEvent[] {
    const { captureTimeUs } = luma;
    const step = this.#lastUs === null ? null : captureTimeUs - this.#lastUs;
    if (step !== null && (step <= 0 || step > LONGEST_STEP_US)) this.#pause();
    this.#lastUs = captureTimeUs;
    const run = this.#repetition.take(luma);
    const measures = this.#lumaMeter.measure(luma);
    const events = this.#accept(captureTimeUs);
    let cause: PictureAnomaly | null = null;
    for (const [type, episode] of this.#episodes) {
      const judged = cause === null ? this.#judge(type, measures, run, captureTimeUs) : UNKNOWN;
      const { level, finding, sinceUs } = judged;
      events.push(...episode.look(captureTimeUs, level, finding, sinceUs));
      // Of a picture that is black as usual nothing else can be said either.
      if (level === 'anomalous' || episode.active || (type === 'black' && level === 'between')) cause ??= type;
    }
    if (cause === null) this.#reference.learn(measures);
    this.#reference.learnHour(captureTimeUs, measures.black >= BLACK.anomalous);
    this.kept.refresh(captureTimeUs, events.length > 0);
    this.#show();
    return events;
  }

  onStatus(change: StatusChange): readonly StreamEvent[] {
    if (change.kind === 'state' && change.state !== 'streaming') this.#pause();
    return [];
  }

  /** What was seen before an interruption does not count on. */
  #pause(): void {
    this.#lastUs = null;
    this.#repetition.pause();
    for (const [type, episode] of this.#episodes) {
      episode.pause();
      this.#options.meter.active(type, null);
    }
  }

  /** Takes what has lasted for long for the new normal. */
  #accept(timeUs: number): StreamEvent[] {
    return Object.entries(ACCEPTED_AFTER_S).flatMap(([type, seconds]) => {
      const episode = this.#episodes.get(type as PictureAnomaly);
      if (!episode?.active || timeUs - episode.beginUs < seconds * SECOND_US) return [];
      if (type === 'moved') this.#reference.forgetView();
      else this.#reference.forgetPictures();
      return episode.close(timeUs);
    });
  }

  #judge(type: PictureAnomaly, measures: LumaMeasures, run: Run, timeUs: number): Judgement {
    switch (type) {
      case 'black':
        return this.#judgeBlack(measures.black, timeUs);
      case 'overexposed': {
        const { saturated: limits } = this.#reference;
        return above(measures.saturated, limits, (share) => `${percent(share)} of the picture is white`);
      }
      case 'covered': {
        const { flat: limits } = this.#reference;
        return above(measures.flat, limits, (share) => `${percent(share)} of the picture shows nothing`);
      }
      case 'frozen':
        return frozen(run);
      case 'blurred':
        return blurred(measures.sharpness, this.#reference.sharpness);
      case 'moved': {
        const [lost, limits] = [this.#reference.lost(measures), this.#reference.lostLimits];
        if (lost === null || limits === null) return UNKNOWN;
        return above(lost, limits, (share) => `${percent(share)} of the usual view is not where it was`);
      }
    }
  }

  #judgeBlack(share: number, timeUs: number): Judgement {
    const finding = () => ({
      message: `${percent(share)} of the picture is black`,
      value: share,
      expected: { high: BLACK.anomalous },
    });
    if (share < BLACK.normal) return NORMAL;
    const begins = share >= BLACK.anomalous && !this.#reference.isUsuallyBlack(timeUs);
    return { level: begins ? 'anomalous' : 'between', finding };
  }

  #save(): unknown {
    return {
      repetition: this.#repetition.save(),
      reference: this.#reference.save(),
      episodes: Object.fromEntries([...this.#episodes].map(([type, episode]) => [type, episode.save()])),
    };
  }

  #restore(saved: unknown): void {
    const read = savedSchema.safeParse(saved);
    if (!read.success) return;
    this.#repetition.restore(read.data.repetition);
    this.#reference.restore(read.data.reference);
    for (const [type, episode] of this.#episodes) episode.restore(read.data.episodes[type]);
  }

  #show(): void {
    const { meter } = this.#options;
    for (const [type, episode] of this.#episodes) {
      const watched = episode.active || type !== 'moved' || this.#reference.lostLimits !== null;
      meter.active(type, watched ? episode.active : null);
    }
    for (const type of ['overexposed', 'covered', 'blurred']) meter.learnt(type, this.#reference.learning.pictures);
    meter.learnt('moved', this.#reference.learning.view);
  }
}

/** `value` above its limits is an anomaly. */
function above(value: number, { anomalous, normal }: Limits, message: (value: number) => string): Judgement {
  const level = value >= anomalous ? 'anomalous' : value > normal ? 'between' : 'normal';
  return { level, finding: () => ({ message: message(value), value, expected: { high: anomalous } }) };
}

function frozen({ seconds, limitSeconds, sinceUs }: Run): Judgement {
  if (seconds < limitSeconds / 2) return NORMAL;
  const finding = () => ({
    message: `the picture has not changed for ${Math.round(seconds)} s`,
    value: seconds,
    expected: { high: limitSeconds },
  });
  return { level: seconds >= limitSeconds ? 'anomalous' : 'between', finding, sinceUs };
}

function blurred(sharpness: number | null, limits: Limits): Judgement {
  if (sharpness === null) return UNKNOWN;
  const level = sharpness <= limits.anomalous ? 'anomalous' : sharpness < limits.normal ? 'between' : 'normal';
  const finding = () => ({
    message: 'edges are softer than usual',
    value: sharpness,
    expected: { low: limits.anomalous },
  });
  return { level, finding };
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
