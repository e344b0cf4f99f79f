import type { Expected, FrameResult, Severity, StreamEvent } from '@framewatch/protocol';
import type { z } from 'zod';
import type { Areas } from '../areas.js';
import type { Episode, Finding } from '../episodes.js';
import type { Bodies } from '../posture/index.js';

/** What rules look at pictures with. */
export interface RuleDeps {
  areas: Areas;
  bodies: Bodies;
  /** IANA name of the time zone that hours are of. */
  timeZone: string;
}

/** What an event says of an episode, beside its times. */
export type Told = { message: string; value?: number; expected?: Expected } & Pick<
  StreamEvent,
  'zone' | 'line' | 'direction'
>;

/** A rule of one stream at work. */
export interface Rule {
  /** How long it has to be broken for an event, seconds. */
  readonly seconds: number;
  /** Returns what breaks it in this picture. Called once for each result, in order. */
  find(result: FrameResult): readonly Finding[];
  /** Says what has happened; `seconds` is how long it has lasted. */
  tell(episode: Episode, seconds: number): Told;
}

/** What a rule cannot do without: keypoints of people, tracks of objects. */
export type Need = 'keypoints' | 'tracks';

/** One type of rule: its keys in the configuration, and how it is made. */
export interface RuleType<Schema extends z.ZodType> {
  readonly type: string;
  readonly schema: Schema;
  readonly severity: Severity;
  readonly needs: readonly Need[];
  create(written: z.output<Schema>, deps: RuleDeps): Rule;
}
