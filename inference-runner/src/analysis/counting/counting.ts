import type { CountBucket, Detection, FrameResult, StreamEvent, TodayCounts } from '@framewatch/protocol';
import type { MetricScope } from '../../telemetry/index.js';
import type { EventIds } from '../event-ids.js';
import type { TrackingConfig } from '../tracking/index.js';
import type { Analysed, Analyser, Kept, StatusChange } from '../types.js';
import { stillPath } from '../still-path.js';
import { Calendar } from './calendar.js';
import { type Ledger, Ledgers } from './ledger.js';
import { type CountedLine, LineCrossings, type Whereabouts } from './line-crossings.js';
import { CountMetrics } from './metrics.js';
import { type Member, Roster } from './roster.js';
import { SecondCounts } from './second-counts.js';
import { Today } from './today.js';
import { type CountedZone, type Presence, ZoneVisits } from './zone-visits.js';

const SECOND_MS = 1000;
/** A camera's clock is corrected by less: what comes then belongs to the second that is counted, which is told only once. */
const STEP_BACK_MS = 5000;
/** Who was lost is gone only when the tracker has forgotten it, too. */
const goneAfterUs = (lostSeconds: number) => (lostSeconds + 1) * 1e6;

export interface CountingOptions {
  zones: readonly CountedZone[];
  lines: readonly CountedLine[];
  /** Frames on end after which an object counts as across. */
  frames: number;
  /** Of the tracks of its detections; without tracks only the objects in zones are counted. */
  tracking: Pick<TrackingConfig, 'enabled' | 'lostSeconds'>;
  /** Where days begin and end, an IANA name. */
  timeZone: string;
}

/** Where one object is, by zone and line in their order. */
interface Places {
  zones: Presence[];
  lines: Whereabouts[];
}

/** Detections of one frame, each with what is known of its object; undefined without a track. */
type Sightings = readonly (readonly [Detection, Member<Places> | undefined])[];

/** Counts objects in zones and over lines: docs/counting.md says what counts. */
export class Counting implements Analyser {
  readonly #options: CountingOptions;
  readonly #eventIds: EventIds;
  readonly #metrics: CountMetrics;
  readonly #zones: readonly ZoneVisits[];
  readonly #lines: readonly LineCrossings[];
  readonly #roster: Roster<Places>;
  readonly #calendar: Calendar;
  readonly #today: Today;
  readonly #ledger: Ledger;
  /** Classes that are counted, by zone and line in their order: the configured ones and those that were seen. */
  readonly #known: { readonly zones: readonly Set<string>[]; readonly lines: readonly Set<string>[] };
  #second: SecondCounts | null = null;
  #epoch: number | null = null;

  /** `scope`: with the label `stream`. */
  constructor(options: CountingOptions, { scope, eventIds }: { scope: MetricScope; eventIds: EventIds }) {
    const { zones, lines, frames, tracking, timeZone } = options;
    this.#options = options;
    this.#eventIds = eventIds;
    this.#metrics = new CountMetrics(scope);
    this.#today = new Today(
      zones.map(({ id }) => id),
      lines.map(({ id }) => id)
    );
    const ledger = new Ledgers(() => [this.#today, this.#metrics, ...(this.#second ? [this.#second] : [])]);
    this.#ledger = ledger;
    this.#zones = zones.map((zone) => new ZoneVisits(zone, frames, ledger));
    this.#lines = tracking.enabled ? lines.map((line) => new LineCrossings(line, frames)) : [];
    this.#roster = new Roster(
      () => ({
        zones: this.#zones.map((zone) => zone.create()),
        lines: this.#lines.map((line) => line.create()),
      }),
      goneAfterUs(tracking.lostSeconds)
    );
    this.#calendar = new Calendar(timeZone);
    this.#known = { zones: zones.map(() => new Set<string>()), lines: lines.map(() => new Set<string>()) };
    for (const [index, { classes = [] }] of zones.entries()) for (const name of classes) this.#countIn(index, name);
    for (const [index, { line }] of this.#lines.entries())
      for (const name of line.classes ?? []) this.#countOver(index, name);
  }

  readonly kept: Kept = {
    name: 'counting',
    save: () => this.#today.save(),
    restore: (saved) => this.#today.restore(saved),
  };

  onResult(result: FrameResult): Analysed {
    const timeMs = result.captureTimeUs / 1000;
    const counts = this.#turnTo(Math.floor(timeMs / SECOND_MS) * SECOND_MS);
    this.#today.turnTo(this.#calendar.dayOf(timeMs).name);
    const sightings = this.#recognise(result);
    const events: StreamEvent[] = [];
    const zones = this.#zones.map((zone, index) => [zone.zone.id, this.#lookInto(index, sightings, result, events)]);
    for (const index of this.#lines.keys()) this.#watch(index, sightings, result, events);
    // Once a second: totals are read more seldom than that.
    if (counts.length > 0) this.#metrics.today(this.today());
    const lines = this.#lines.map(({ line }) => [line.id, this.#today.crossingsOf(line.id)]);
    return {
      result: {
        ...result,
        ...(zones.length > 0 && { zones: Object.fromEntries(zones) as FrameResult['zones'] }),
        ...(lines.length > 0 && { lines: Object.fromEntries(lines) as FrameResult['lines'] }),
      },
      events,
      counts,
      ...(counts.length > 0 && { today: this.today() }),
    };
  }

  onStatus(change: StatusChange): readonly StreamEvent[] {
    if (change.kind === 'model-lost' || change.state !== 'streaming') this.#metrics.forget();
    return [];
  }

  onFailure(): void {
    this.#metrics.forgetObjects();
  }

  /** Returns the totals of the day; null before the first result, and where nothing is tracked. */
  today(): TodayCounts | null {
    return this.#options.tracking.enabled ? this.#today.counts() : null;
  }

  /** Begins another second where it is one; returns the bucket of the one before. */
  #turnTo(secondMs: number): CountBucket[] {
    const before = this.#second;
    if (before && secondMs <= before.timeMs && before.timeMs - secondMs <= STEP_BACK_MS) {
      before.frame();
      return [];
    }
    this.#second = new SecondCounts(secondMs);
    this.#second.frame();
    const uniqueOf = (zone: string, name: string) => this.#today.uniqueOf(zone, name);
    const zones = this.#zones.map(({ zone }) => zone.id);
    const lines = this.#lines.map(({ line }) => line.id);
    return before ? [before.toBucket(zones, lines, this.#options.tracking.enabled ? uniqueOf : null)] : [];
  }

  /** Who is who; who is gone has left every zone. */
  #recognise(result: FrameResult): Sightings {
    const { detections, epoch, ptsUs } = result;
    if (!this.#options.tracking.enabled) return detections.map((detection) => [detection, undefined]);
    const gone = this.#epoch === epoch ? [] : this.#roster.dismiss();
    this.#epoch = epoch;
    const seen = this.#roster.see(result);
    for (const { of, lastUs } of [...gone, ...this.#roster.gone(ptsUs)])
      for (const [index, zone] of this.#zones.entries()) {
        const presence = of.zones[index];
        if (presence) zone.end(presence, lastUs);
      }
    return detections.map((detection) => [detection, seen.get(detection)]);
  }

  /** Returns how many objects are in a zone, by class. */
  #lookInto(index: number, sightings: Sightings, result: FrameResult, events: StreamEvent[]): Record<string, number> {
    const zone = this.#zones[index];
    const known = this.#known.zones[index];
    if (!zone || !known) return {};
    const { id } = zone.zone;
    const day = this.#today.day ?? '';
    const objects = new Map<string, number>();
    for (const [detection, member] of sightings) {
      const { class: name, box } = detection;
      if (!zone.counts(name)) continue;
      if (zone.holds(box)) {
        this.#countIn(index, name);
        objects.set(name, (objects.get(name) ?? 0) + 1);
      }
      const presence = member?.of.zones[index];
      if (!presence || !zone.see(presence, detection, result.ptsUs, day)) continue;
      events.push(
        this.#event('entry', result, `${name} entered zone ${id}`, { zone: id, class: name, track: member.track })
      );
    }
    for (const name of known) {
      const count = objects.get(name) ?? 0;
      objects.set(name, count);
      this.#metrics.objects(id, name, count);
      this.#second?.objects(id, name, count);
    }
    return Object.fromEntries(objects);
  }

  #watch(index: number, sightings: Sightings, result: FrameResult, events: StreamEvent[]): void {
    const crossings = this.#lines[index];
    if (!crossings) return;
    const { id } = crossings.line;
    for (const [{ class: name, box }, member] of sightings) {
      const whereabouts = member?.of.lines[index];
      if (!whereabouts || !crossings.counts(name)) continue;
      this.#countOver(index, name);
      const direction = crossings.see(whereabouts, box);
      if (!direction) continue;
      this.#ledger.crossed(id, name, direction);
      const message = `${name} crossed line ${id}, ${direction}`;
      events.push(this.#event('crossing', result, message, { line: id, direction, class: name, track: member.track }));
    }
  }

  /** The class is counted in the zone from now on. */
  #countIn(index: number, name: string): void {
    const [zone, known] = [this.#zones[index]?.zone.id, this.#known.zones[index]];
    if (zone === undefined || !known || known.has(name)) return;
    known.add(name);
    if (!this.#options.tracking.enabled) return;
    this.#metrics.beginZone(zone, name);
    this.#today.beginZone(zone, name);
  }

  /** The class is counted over the line from now on. */
  #countOver(index: number, name: string): void {
    const [line, known] = [this.#lines[index]?.line.id, this.#known.lines[index]];
    if (line === undefined || !known || known.has(name)) return;
    known.add(name);
    this.#metrics.beginLine(line, name);
    this.#today.beginLine(line, name);
  }

  #event(
    type: 'entry' | 'crossing',
    { stream, captureTimeUs }: FrameResult,
    message: string,
    details: Pick<StreamEvent, 'zone' | 'line' | 'direction' | 'class' | 'track'>
  ): StreamEvent {
    const id = this.#eventIds.next(type, captureTimeUs);
    return {
      id,
      stream,
      type,
      severity: 'info',
      message,
      beginUs: captureTimeUs,
      endUs: captureTimeUs,
      ...details,
      still: stillPath(id),
    };
  }
}
