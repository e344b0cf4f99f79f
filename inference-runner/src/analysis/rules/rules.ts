import type { FrameResult, StreamEvent } from '@framewatch/protocol';
import { z } from 'zod';
import type { EventIds } from '../event-ids.js';
import { stillPath } from '../still-path.js';
import type { Analysed, Analyser, Kept, StatusChange } from '../types.js';
import { type Episode, Episodes, episodeSchema } from './episodes.js';
import type { RuleConfig } from './schema.js';
import type { Rule, RuleDeps } from './types/index.js';
import { createRule } from './types/index.js';

export interface RulesDeps extends RuleDeps {
  stream: string;
  eventIds: EventIds;
  /** Called with the number of episodes of a type that last now; null where none does that is known, and nobody looks. */
  active: (type: string, count: number | null) => void;
}

const savedSchema = z.record(z.string(), z.array(episodeSchema));

interface Watch {
  /** The rule as it is written: what was saved of another rule does not belong to it. */
  readonly name: string;
  readonly config: RuleConfig;
  readonly severity: StreamEvent['severity'];
  readonly rule: Rule;
  readonly episodes: Episodes;
}

/** Watches the rules that are written for a stream. Each cause is one event, told as it begins and as it ends. */
export class Rules implements Analyser {
  readonly #deps: RulesDeps;
  readonly #watches: readonly Watch[];
  /** Events of an earlier run that are to be told: those that last, and the ends of those whose rules are gone. */
  #left: StreamEvent[] = [];
  /** Whether results come. */
  #isWatching = false;

  constructor(rules: readonly RuleConfig[], deps: RulesDeps) {
    this.#deps = deps;
    this.#watches = rules.map((config) => {
      const { rule, severity } = createRule(config, deps);
      return {
        name: JSON.stringify(config),
        config,
        severity: config.severity ?? severity,
        rule,
        episodes: new Episodes(rule.seconds * 1e6),
      };
    });
    this.#report();
  }

  onResult(result: FrameResult): Analysed {
    const present = new Set(result.detections.flatMap(({ track }) => track ?? []));
    const events = this.#watches.flatMap((watch) => {
      const { began, ended } = watch.episodes.update(result.captureTimeUs, watch.rule.find(result), present);
      return [...ended.map((episode) => this.#end(watch, episode)), ...began.map((each) => this.#begin(watch, each))];
    });
    if (!this.#isWatching) this.#setWatching(true);
    return { result, events: this.#told(events) };
  }

  onStatus(change: StatusChange): readonly StreamEvent[] {
    const over = change.kind === 'state' && (change.state === 'ended' || change.state === 'failed');
    const events = this.#watches.flatMap((watch) => {
      const ended = over ? watch.episodes.close() : watch.episodes.settle(change.timeUs);
      return ended.map((episode) => this.#end(watch, episode));
    });
    if (change.kind === 'model-lost' || change.state !== 'streaming') this.#setWatching(false);
    return this.#told(events);
  }

  readonly kept: Kept = {
    name: 'rules',
    save: () => Object.fromEntries(this.#watches.map(({ name, episodes }) => [name, episodes.save()])),
    restore: (saved) => {
      const { data } = savedSchema.safeParse(saved);
      for (const [name, episodes] of Object.entries(data ?? {})) {
        const watch = this.#watches.find((each) => each.name === name);
        watch?.episodes.restore(episodes);
        // What lasts is told again, with the same id: nobody remembers it but the database.
        for (const { event, lastUs } of episodes)
          if (event) this.#left.push(watch ? event : { ...event, endUs: Math.max(event.beginUs, lastUs) });
      }
      this.#report();
    },
  };

  #begin({ config, severity, rule }: Watch, episode: Episode): StreamEvent {
    const { sinceUs, lastUs, track, class: name } = episode;
    const id = this.#deps.eventIds.next(config.type, sinceUs);
    episode.event = {
      id,
      stream: this.#deps.stream,
      type: config.type,
      severity,
      beginUs: sinceUs,
      endUs: null,
      ...rule.tell(episode, (lastUs - sinceUs) / 1e6),
      ...(track !== undefined && { track }),
      ...(name !== undefined && { class: name }),
      still: stillPath(id),
    };
    return episode.event;
  }

  #end({ rule }: Watch, { event, ...episode }: Episode): StreamEvent {
    if (!event) throw new Error('an episode that has not begun cannot end');
    const seconds = (episode.lastUs - episode.sinceUs) / 1e6;
    // The clock may have been set back since it began.
    return { ...event, ...rule.tell(episode, seconds), endUs: Math.max(event.beginUs, episode.lastUs) };
  }

  #told(events: readonly StreamEvent[]): readonly StreamEvent[] {
    const left = this.#left;
    this.#left = [];
    if (events.length > 0) this.#report();
    return left.length === 0 ? events : [...left, ...events];
  }

  #setWatching(isWatching: boolean): void {
    this.#isWatching = isWatching;
    this.#report();
  }

  /** Counts what lasts of each type, whichever rule it breaks. */
  #report(): void {
    const counts = new Map<string, number>();
    for (const { config, episodes } of this.#watches) {
      counts.set(config.type, (counts.get(config.type) ?? 0) + episodes.active);
    }
    for (const [type, count] of counts) this.#deps.active(type, count > 0 || this.#isWatching ? count : null);
  }
}
