import { type Box, boxSchema, streamEventSchema } from '@framewatch/protocol';
import { z } from 'zod';

/** What a rule finds in one picture: something that breaks it. */
export interface Finding {
  /** The zone or the track that it is about: the same one again is the same cause. */
  readonly subject: string;
  readonly track?: number | undefined;
  readonly class?: string | undefined;
  /** Where it is, if it is about one object. */
  readonly box?: Box;
  /** How much of it, for rules that count; others are told how long it lasts. */
  readonly value?: number;
}

export const episodeSchema = z.object({
  subject: z.string(),
  track: z.number().optional(),
  class: z.string().optional(),
  box: boxSchema.optional(),
  /** Begin, and the newest picture in which it was so; wall clock, microseconds. */
  sinceUs: z.number(),
  lastUs: z.number(),
  /** For how long it was so, less the time in which it was not; until its event begins. */
  heldUs: z.number(),
  /** For how long it has not been so any more. */
  absentUs: z.number(),
  /** Largest value so far; for rules that count. */
  most: z.number().optional(),
  /** Its event, as it was told when it began; left out as long as it has not lasted long enough for one. */
  event: streamEventSchema.optional(),
});
/** One cause, from the first picture to the last. */
export type Episode = z.infer<typeof episodeSchema>;

/** What has begun and ended with a picture. */
export interface Turn {
  began: Episode[];
  ended: Episode[];
}

/** How long a cause may be out of sight and is still the same one. */
const LINGER_US = 3e6;
/** Time that two pictures are apart counts as watched up to here: beyond, nobody has looked. */
const WATCHED_US = 2e6;
/** After so long without a picture nothing is known of what was there before. */
const FORGOTTEN_US = 60e6;
/** Share of the time that has to be left, less breaks, for an episode to begin. */
const HELD_SHARE = 0.5;
/** Overlap, intersection by union, from which an object is taken for one that was lost there. */
const SAME_PLACE = 0.3;

/**
 * Makes of what a rule finds in single pictures what lasts: an episode begins when it was so for long enough, short
 * breaks do not end it, and an object that gets another track at the same place goes on with it.
 */
export class Episodes {
  #open: Episode[] = [];
  #lastUs: number | null = null;

  /** `afterUs`: how long it has to be so. */
  constructor(private readonly afterUs: number) {}

  /** Takes what is found in a picture. `present`: tracks that are in it, whether they break the rule or not. */
  update(timeUs: number, findings: readonly Finding[], present: ReadonlySet<number>): Turn {
    const stepUs = timeUs - (this.#lastUs ?? timeUs);
    if (stepUs < 0) this.#shift(stepUs);
    const sinceLastUs = Math.max(0, stepUs);
    const ended = sinceLastUs > FORGOTTEN_US ? this.close() : [];
    this.#lastUs = timeUs;
    const watchedUs = Math.min(sinceLastUs, WATCHED_US);
    const matched = new Set(findings.map((finding) => this.#extend(finding, timeUs, watchedUs, present)));
    const began = [...matched].filter((episode) => this.#begins(episode));
    for (const episode of this.#open) if (!matched.has(episode)) miss(episode, watchedUs);
    const over = this.#open.filter(isOver);
    this.#open = this.#open.filter((episode) => !over.includes(episode));
    return { began, ended: [...ended, ...over.filter(({ event }) => event !== undefined)] };
  }

  /** Ends all when there was no picture for long. Returns those that had begun. */
  settle(timeUs: number): Episode[] {
    return this.#lastUs !== null && timeUs - this.#lastUs > FORGOTTEN_US ? this.close() : [];
  }

  /** Ends all. Returns those that had begun. */
  close(): Episode[] {
    const told = this.#open.filter(({ event }) => event !== undefined);
    this.#open = [];
    return told;
  }

  /** Number of those that have begun. */
  get active(): number {
    return this.#open.filter(({ event }) => event !== undefined).length;
  }

  save(): Episode[] {
    return this.#open;
  }

  /** `kept`: of an earlier run, whose tracks have nothing to do with those of this one. */
  restore(kept: readonly Episode[]): void {
    this.#open = kept.map(({ track, ...episode }) => {
      const isObject = episode.box !== undefined;
      return { ...episode, ...(isObject ? { subject: `before-${episode.subject}` } : defined({ track })) };
    });
    const times = kept.map(({ lastUs }) => lastUs);
    if (times.length > 0) this.#lastUs = Math.max(...times);
  }

  /** How long something has lasted stays the same where the clock is set back. */
  #shift(byUs: number): void {
    for (const episode of this.#open) {
      episode.sinceUs += byUs;
      episode.lastUs += byUs;
    }
  }

  #extend(finding: Finding, timeUs: number, watchedUs: number, present: ReadonlySet<number>): Episode {
    const known = this.#open.find(({ subject }) => subject === finding.subject) ?? this.#successorOf(finding, present);
    const { subject, track, box, value } = finding;
    if (!known) {
      const episode: Episode = { subject, sinceUs: timeUs, lastUs: timeUs, heldUs: 0, absentUs: 0 };
      Object.assign(episode, defined({ track, class: finding.class, box, most: value }));
      this.#open.push(episode);
      return episode;
    }
    if (known.absentUs === 0) known.heldUs += watchedUs;
    Object.assign(known, { subject, lastUs: timeUs, absentUs: 0 }, defined({ track, box }));
    if (value !== undefined) known.most = Math.max(known.most ?? value, value);
    return known;
  }

  /** Returns the episode of an object that was lost where this one is. */
  #successorOf({ box, track, class: name }: Finding, present: ReadonlySet<number>): Episode | undefined {
    if (!box || track === undefined) return undefined;
    const lost = this.#open.filter(
      (episode) => episode.class === name && (episode.track === undefined || !present.has(episode.track))
    );
    return lost.find((episode) => episode.box && overlap(episode.box, box) > SAME_PLACE);
  }

  #begins({ event, sinceUs, lastUs, heldUs }: Episode): boolean {
    return event === undefined && lastUs - sinceUs >= this.afterUs && heldUs >= HELD_SHARE * this.afterUs;
  }
}

function miss(episode: Episode, watchedUs: number): void {
  episode.absentUs += watchedUs;
  episode.heldUs -= watchedUs;
}

/** What was not so for longer than it was before its event began was a flicker. */
const isOver = ({ event, heldUs, absentUs }: Episode): boolean =>
  absentUs > LINGER_US || (event === undefined && absentUs > 0 && heldUs < 0);

function defined<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** Intersection by union. */
function overlap([ax, ay, aw, ah]: Box, [bx, by, bw, bh]: Box): number {
  const width = Math.min(ax + aw, bx + bw) - Math.max(ax, bx);
  const height = Math.min(ay + ah, by + bh) - Math.max(ay, by);
  if (width <= 0 || height <= 0) return 0;
  return (width * height) / (aw * ah + bw * bh - width * height);
}
