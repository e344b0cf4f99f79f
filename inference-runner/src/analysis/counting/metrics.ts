import type { Direction, TodayCounts } from '@framewatch/protocol';
import { counter, type Declaration, type Family, gauge, histogram, type MetricScope } from '../../telemetry/index.js';
import type { Ledger } from './ledger.js';

/** Upper bounds of the buckets of stays, seconds. */
const DWELL_BUCKETS = [1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600] as const;

const ZONE = ['stream', 'zone', 'class'];

const OBJECTS = gauge(
  'framewatch_zone_objects',
  ZONE,
  'Objects in the zone in the newest result; absent while it is not known.'
);
const ENTRIES = counter('framewatch_zone_entries_total', ZONE, 'Objects that came into the zone; needs tracking.');
const EXITS = counter(
  'framewatch_zone_exits_total',
  ZONE,
  'Objects that left the zone, or were lost in it; needs tracking.'
);
const DWELL = histogram(
  'framewatch_zone_dwell_seconds',
  ZONE,
  'Seconds that objects were in the zone, observed as they leave; needs tracking.',
  DWELL_BUCKETS
);
const CROSSINGS = counter(
  'framewatch_line_crossings_total',
  ['stream', 'line', 'direction', 'class'],
  'Objects that crossed the line; in is to its right-hand side, seen from its start. Needs tracking.'
);
const ENTRIES_TODAY = gauge(
  'framewatch_zone_entries_today',
  ZONE,
  'Objects that came into the zone since the day began, restarts included; absent while the stream is down.'
);
const UNIQUE_TODAY = gauge(
  'framewatch_zone_unique_today',
  ZONE,
  'Different objects that were in the zone since the day began; absent while the stream is down.'
);
const CROSSINGS_TODAY = gauge(
  'framewatch_line_crossings_today',
  ['stream', 'line', 'direction', 'class'],
  'Objects that crossed the line since the day began; absent while the stream is down.'
);

/** The metrics of counting, for docs/metrics.md. */
export const COUNTING_METRICS: readonly Declaration[] = [
  OBJECTS,
  ENTRIES,
  EXITS,
  DWELL,
  CROSSINGS,
  ENTRIES_TODAY,
  UNIQUE_TODAY,
  CROSSINGS_TODAY,
];

/** Counts from the start of the runner; a series begins at 0 when its class is configured or seen. */
export class CountMetrics implements Ledger {
  readonly #objects: Family<'gauge'>;
  readonly #entries: Family<'counter'>;
  readonly #exits: Family<'counter'>;
  readonly #dwell: Family<'histogram'>;
  readonly #crossings: Family<'counter'>;
  readonly #entriesToday: Family<'gauge'>;
  readonly #uniqueToday: Family<'gauge'>;
  readonly #crossingsToday: Family<'gauge'>;

  /** `scope`: with the label `stream`. */
  constructor(scope: MetricScope) {
    this.#objects = scope.gauges(OBJECTS);
    this.#entries = scope.counters(ENTRIES);
    this.#exits = scope.counters(EXITS);
    this.#dwell = scope.histograms(DWELL);
    this.#crossings = scope.counters(CROSSINGS);
    this.#entriesToday = scope.gauges(ENTRIES_TODAY);
    this.#uniqueToday = scope.gauges(UNIQUE_TODAY);
    this.#crossingsToday = scope.gauges(CROSSINGS_TODAY);
  }

  /** What objects of the class do in the zone is counted from now on. */
  beginZone(zone: string, name: string): void {
    this.#entries.with(zone, name);
    this.#exits.with(zone, name);
    this.#dwell.with(zone, name);
  }

  /** Crossings of the line by objects of the class are counted from now on. */
  beginLine(line: string, name: string): void {
    this.#crossings.with(line, 'in', name);
    this.#crossings.with(line, 'out', name);
  }

  objects(zone: string, name: string, count: number): void {
    this.#objects.with(zone, name).set(count);
  }

  /** The totals of the day; null before there are any. */
  today(counts: TodayCounts | null): void {
    this.#forgetToday();
    for (const [zone, classes] of Object.entries(counts?.zones ?? {}))
      for (const [name, { entries, unique }] of Object.entries(classes)) {
        this.#entriesToday.with(zone, name).set(entries);
        this.#uniqueToday.with(zone, name).set(unique);
      }
    for (const [line, classes] of Object.entries(counts?.lines ?? {}))
      for (const [name, count] of Object.entries(classes))
        for (const direction of ['in', 'out'] as const)
          this.#crossingsToday.with(line, direction, name).set(count[direction]);
  }

  /** Who is in the zones is not known any more, nor whether it is still the same day. */
  forget(): void {
    this.forgetObjects();
    this.#forgetToday();
  }

  /** Who is in the zones now is not known. */
  forgetObjects(): void {
    this.#objects.clear();
  }

  #forgetToday(): void {
    for (const family of [this.#entriesToday, this.#uniqueToday, this.#crossingsToday]) family.clear();
  }

  entered(zone: string, name: string): void {
    this.#entries.with(zone, name).add();
  }

  left(zone: string, name: string, dwellSeconds: number): void {
    this.#exits.with(zone, name).add();
    this.#dwell.with(zone, name).observe(dwellSeconds);
  }

  unique(): void {
    // Uniqueness is of a day, which a counter knows nothing of.
  }

  crossed(line: string, name: string, direction: Direction): void {
    this.#crossings.with(line, direction, name).add();
  }
}
