import type { FrameResult, StreamEvent } from '@framewatch/protocol';
import { z } from 'zod';
import type { EventIds } from '../../event-ids.js';
import type { Analysed, Analyser, StatusChange } from '../../types.js';
import type { Budget } from '../budget.js';
import { Episode, type Finding, type Level } from '../episode.js';
import { KeptNow } from '../kept-now.js';
import type { AnomalyMeter } from '../metrics.js';
import { Absence, absenceSchema, type Gap } from './absence.js';
import { type CountJudgement, CountSeries, countSeriesSchema } from './count-series.js';
import { hourOfWeek, type OffsetAt } from './hour-of-week.js';
import { Tally, type Tallied } from './tally.js';

const SECOND_US = 1_000_000;
const MINUTE_US = 60 * SECOND_US;
const MINUTES_PER_DAY = 1440;
/** Classes that are watched each by itself: those that were seen first. */
const MOST_CLASSES = 8;
/** A minute with fewer pictures says nothing. */
const FEWEST_PICTURES = 5;
/** A longer time between two results is an interruption. */
const LONGEST_STEP_US = MINUTE_US;
/** An excess below this ends an anomaly of a count. */
const CALM = 0.5;

export interface CountsOptions {
  stream: string;
  ids: EventIds;
  meter: AnomalyMeter;
  budget: Budget;
  offsetAt: OffsetAt;
  /** Days of pictures after which it says something. */
  learningDays: number;
}

interface Watched {
  series: CountSeries;
  episode: Episode;
}

const savedSchema = z.object({
  minutes: z.number().nonnegative(),
  absence: absenceSchema,
  absent: z.unknown(),
  classes: z.record(z.string(), z.object({ series: countSeriesSchema, episode: z.unknown() })),
});

/** Compares how many objects of each class are seen with the stream's own week, and says when nobody comes any more. */
export class Counts implements Analyser {
  readonly kept = new KeptNow(
    'counts',
    () => this.#save(),
    (saved) => this.#restore(saved)
  );
  readonly #options: CountsOptions;
  readonly #classes = new Map<string, Watched>();
  readonly #absence = new Absence();
  readonly #absent: Episode;
  readonly #second = new Tally(SECOND_US);
  readonly #minute = new Tally(MINUTE_US);
  /** Minutes of pictures that have been seen. */
  #minutes = 0;
  #lastUs: number | null = null;

  constructor(options: CountsOptions) {
    this.#options = options;
    this.#absent = this.#episode('absence', 0, 5 * SECOND_US);
  }

  onResult(result: FrameResult): Analysed {
    const { captureTimeUs } = result;
    const stepUs = captureTimeUs - (this.#lastUs ?? captureTimeUs);
    if (stepUs < 0 || stepUs > LONGEST_STEP_US) this.#pause();
    this.#lastUs = captureTimeUs;
    const events: StreamEvent[] = [];
    const second = this.#second.add(result);
    if (second) events.push(...this.#lookForAbsence(second));
    const minute = this.#minute.add(result);
    if (minute && minute.pictures >= FEWEST_PICTURES) events.push(...this.#compare(minute));
    if (minute || events.length > 0) this.kept.refresh(captureTimeUs, events.length > 0);
    return { result, events };
  }

  onStatus(change: StatusChange): readonly StreamEvent[] {
    if (change.kind !== 'state' || change.state !== 'streaming') this.#pause();
    return [];
  }

  #lookForAbsence({ endUs, lengthUs, pictures, withObjects }: Tallied): StreamEvent[] {
    const { budget, meter, offsetAt } = this.#options;
    const somebody = 2 * withObjects >= pictures;
    const at = hourOfWeek(endUs, offsetAt);
    const gap = this.#absence.take(endUs, lengthUs, somebody, at, budget.shareOf('absence'));
    if (!this.#speaks()) return [];
    const [level, finding] = [absenceLevel(gap), () => absenceFinding(gap, endUs)];
    const events = this.#absent.look(endUs, level, finding, gap?.sinceUs);
    meter.active('absence', this.#absent.active);
    return events;
  }

  #compare({ endUs, pictures, withObjects, objects }: Tallied): StreamEvent[] {
    const { budget, meter, offsetAt } = this.#options;
    this.#minutes += 1;
    for (const name of objects.keys()) this.#watch(name);
    const at = hourOfWeek(endUs, offsetAt);
    const share = budget.shareOf('count') / Math.max(1, this.#classes.size);
    const speaks = this.#speaks();
    const events: StreamEvent[] = [];
    for (const [name, { series, episode }] of this.#classes) {
      const judged = series.take((objects.get(name) ?? 0) / pictures, at, share, speaks);
      if (judged === null) continue;
      const level = countLevel(judged, withObjects === 0);
      events.push(...episode.look(endUs, level, () => countFinding(name, judged)));
    }
    budget.watch('count', speaks);
    budget.watch('absence', speaks);
    meter.learnt('count', this.#learnt());
    meter.learnt('absence', this.#learnt());
    if (speaks) meter.active('count', this.#isCountOdd());
    return events;
  }

  #watch(name: string): void {
    if (this.#classes.has(name) || this.#classes.size >= MOST_CLASSES) return;
    this.#classes.set(name, { series: new CountSeries(), episode: this.#episode('count', 0, 5 * MINUTE_US) });
  }

  #isCountOdd(): boolean {
    return [...this.#classes.values()].some(({ episode }) => episode.active);
  }

  #learnt(): number {
    return this.#minutes / (this.#options.learningDays * MINUTES_PER_DAY);
  }

  #speaks(): boolean {
    return this.#learnt() >= 1;
  }

  /** Nobody was counted meanwhile: nothing is known of it. */
  #pause(): void {
    const { meter } = this.#options;
    this.#lastUs = null;
    this.#second.clear();
    this.#minute.clear();
    this.#absence.pause();
    this.#absent.pause();
    for (const { series, episode } of this.#classes.values()) {
      series.pause();
      episode.pause();
    }
    meter.active('absence', null);
    meter.active('count', null);
  }

  #episode(type: string, beginsAfterUs: number, endsAfterUs: number): Episode {
    const { stream, ids } = this.#options;
    return new Episode({ stream, ids, type, severity: 'warning', beginsAfterUs, endsAfterUs });
  }

  #save(): unknown {
    const classes = [...this.#classes].map(([name, { series, episode }]) => [
      name,
      { series: series.save(), episode: episode.save() },
    ]);
    return {
      minutes: this.#minutes,
      absence: this.#absence.save(),
      absent: this.#absent.save(),
      classes: Object.fromEntries(classes) as unknown,
    };
  }

  #restore(saved: unknown): void {
    const read = savedSchema.safeParse(saved);
    if (!read.success) return;
    const { minutes, absence, absent, classes } = read.data;
    this.#minutes = minutes;
    this.#absence.restore(absence);
    this.#absent.restore(absent);
    for (const [name, { series, episode }] of Object.entries(classes)) {
      this.#watch(name);
      this.#classes.get(name)?.series.restore(series);
      this.#classes.get(name)?.episode.restore(episode);
    }
  }
}

function absenceLevel(gap: Gap | null): Level {
  if (gap === null) return 'normal';
  return gap.expected >= gap.limit ? 'anomalous' : 'between';
}

function absenceFinding(gap: Gap | null, nowUs: number): Finding {
  const seconds = gap === null ? 0 : (nowUs - gap.sinceUs) / SECOND_US;
  return {
    message: `nobody has been seen for ${Math.round(seconds)} s`,
    value: seconds,
    ...(gap && { expected: { high: (seconds * gap.limit) / gap.expected } }),
  };
}

/** That nothing at all is there any more is an absence, and no further anomaly of each class. */
function countLevel({ excess, value, expected }: CountJudgement, nothing: boolean): Level {
  if (excess < CALM) return 'normal';
  if (excess < 1 || (nothing && value < expected.low)) return 'between';
  return 'anomalous';
}

function countFinding(name: string, { value, expected }: CountJudgement): Finding {
  const than = value > expected.high ? 'more' : 'fewer';
  return { message: `${than} objects of class ${name} than usual at this time`, value, expected, class: name };
}
