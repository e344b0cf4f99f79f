import { expectedSchema, type Severity, type StreamEvent } from '@framewatch/protocol';
import { z } from 'zod';
import type { EventIds } from '../event-ids.js';
import { stillPath } from '../still-path.js';

/** What an event says beside its time and type. */
export type Finding = Pick<StreamEvent, 'message'> & Partial<Pick<StreamEvent, 'value' | 'expected' | 'class'>>;

/** How a detector sees the moment: `between` neither begins an event nor ends one. */
export type Level = 'anomalous' | 'between' | 'normal';

export interface EpisodeOptions {
  stream: string;
  ids: EventIds;
  type: string;
  severity: Severity;
  /** An event begins when it has been anomalous for so long, microseconds. */
  beginsAfterUs: number;
  /** An event ends when it has been normal for so long, microseconds. */
  endsAfterUs: number;
}

const savedSchema = z.object({
  id: z.string(),
  beginUs: z.number().int(),
  message: z.string(),
  value: z.number().optional(),
  expected: expectedSchema.optional(),
  class: z.string().optional(),
  still: z.string(),
});

type Begun = z.infer<typeof savedSchema>;

/**
 * Makes one event of one cause: it begins after the cause has lasted a while, and ends after it has been gone a while.
 * What flickers around its limit meanwhile is the same event.
 */
export class Episode {
  readonly #options: EpisodeOptions;
  #anomalousSinceUs: number | null = null;
  #normalSinceUs: number | null = null;
  #begun: Begun | null = null;

  constructor(options: EpisodeOptions) {
    this.#options = options;
  }

  /** An event has begun and has not ended. */
  get active(): boolean {
    return this.#begun !== null;
  }

  /** When it has begun, microseconds; Infinity when nothing has. */
  get beginUs(): number {
    return this.#begun?.beginUs ?? Infinity;
  }

  /** Returns the event where it begins or ends now. `since`: when the cause began, where that was before `timeUs`. */
  look(timeUs: number, level: Level, finding: () => Finding, sinceUs = timeUs): StreamEvent[] {
    if (level === 'anomalous') this.#anomalousSinceUs ??= sinceUs;
    else if (!this.#begun) this.#anomalousSinceUs = null;
    if (level === 'normal') this.#normalSinceUs ??= timeUs;
    else this.#normalSinceUs = null;
    const { beginsAfterUs, endsAfterUs } = this.#options;
    const from = this.#anomalousSinceUs;
    if (!this.#begun && from !== null && timeUs - from >= beginsAfterUs) return [this.#begin(from, finding())];
    const gone = this.#normalSinceUs;
    if (this.#begun && gone !== null && timeUs - gone >= endsAfterUs) return [this.#end(gone)];
    return [];
  }

  /** Ends the event at once, for example because what it compares with has been learnt anew. */
  close(timeUs: number): StreamEvent[] {
    this.pause();
    return this.#begun ? [this.#end(timeUs)] : [];
  }

  /** The stream is not seen for a while: what has lasted so far does not count on, an event that has begun stays. */
  pause(): void {
    this.#anomalousSinceUs = null;
    this.#normalSinceUs = null;
  }

  save(): unknown {
    return this.#begun;
  }

  /** Takes up an event that had begun before a restart. Ignores what it cannot read. */
  restore(saved: unknown): void {
    const read = savedSchema.safeParse(saved);
    if (read.success) this.#begun = read.data;
  }

  #begin(beginUs: number, finding: Finding): StreamEvent {
    const { ids, type } = this.#options;
    const id = ids.next(type, beginUs);
    this.#begun = { id, beginUs, ...finding, still: stillPath(id) };
    return this.#event(this.#begun, null);
  }

  #end(endUs: number): StreamEvent {
    const begun = this.#begun;
    if (!begun) throw new Error('no event has begun');
    this.#begun = null;
    this.#anomalousSinceUs = null;
    return this.#event(begun, Math.max(endUs, begun.beginUs));
  }

  #event(begun: Begun, endUs: number | null): StreamEvent {
    const { stream, type, severity } = this.#options;
    return { ...begun, stream, type, severity, endUs };
  }
}
