import { createDataFrame, DataFrame, FieldConfig, FieldType } from '@grafana/data';
import { CountBucket, LineCount, ZoneCount } from '@framewatch/protocol';
import { Figure } from '../types';
import { warnings } from './notices';

export interface CountsFrameOptions {
  refId: string;
  stream: string;
  stepMs: number;
  /** Only these are returned; empty: all. */
  zones: readonly string[];
  lines: readonly string[];
  classes: readonly string[];
  figures: readonly Figure[];
  /** Puts the stream's name before the names of its series, for queries with several streams. */
  nameStream: boolean;
  notice: string | undefined;
}

interface FigureOf<T> {
  figure: Figure;
  name: string;
  config: FieldConfig;
  /** Of a class that was not seen in a bucket. */
  unseen: number | null;
  valueOf(count: T): number | null;
}

const WHOLE: FieldConfig = { unit: 'short', decimals: 0, min: 0 };

const ZONE_FIGURES: Array<FigureOf<ZoneCount>> = [
  {
    figure: 'objects',
    name: 'objects',
    config: { unit: 'short', decimals: 1, min: 0, description: 'Mean number of objects in the zone' },
    unseen: 0,
    valueOf: ({ objects }) => objects,
  },
  { figure: 'most', name: 'most', config: WHOLE, unseen: 0, valueOf: ({ most }) => most },
  { figure: 'entries', name: 'entries', config: WHOLE, unseen: 0, valueOf: ({ entries }) => entries ?? null },
  { figure: 'exits', name: 'exits', config: WHOLE, unseen: 0, valueOf: ({ exits }) => exits ?? null },
  {
    figure: 'unique',
    name: 'unique today',
    config: { ...WHOLE, description: 'Different objects since the day began' },
    unseen: null,
    valueOf: ({ unique }) => unique ?? null,
  },
  {
    figure: 'dwell',
    name: 'mean dwell',
    config: { unit: 's', decimals: 1, min: 0, description: 'Mean duration of the visits that ended' },
    unseen: null,
    valueOf: ({ dwellSeconds = 0, visits = 0 }) => (visits > 0 ? dwellSeconds / visits : null),
  },
];

const LINE_FIGURES: Array<FigureOf<LineCount>> = [
  { figure: 'crossings', name: 'in', config: WHOLE, unseen: 0, valueOf: (count) => count.in },
  { figure: 'crossings', name: 'out', config: WHOLE, unseen: 0, valueOf: (count) => count.out },
];

type Counts<T> = Readonly<Record<string, Readonly<Record<string, T>>>>;
/** A bucket, or null where nothing was inferred: a hole in the graph. */
interface Row {
  timeMs: number;
  bucket: CountBucket | null;
}

/** One wide frame: a time, then a field for each figure of each zone and line and class. */
export function countsFrame(buckets: readonly CountBucket[], options: CountsFrameOptions): DataFrame {
  const { refId, stream, zones, lines, notice } = options;
  const rows = withHoles(buckets, options.stepMs);
  const fields = [
    ...fieldsOf(rows, 'zone', (bucket) => bucket.zones, zones, ZONE_FIGURES, options),
    ...fieldsOf(rows, 'line', (bucket) => bucket.lines, lines, LINE_FIGURES, options),
  ];
  const nothing = fields.length === 0 ? nothingCounted(stream) : undefined;
  return createDataFrame({
    refId,
    name: stream,
    meta: { preferredVisualisationType: 'graph', notices: warnings(notice, nothing) },
    fields: [{ name: 'Time', type: FieldType.time, values: rows.map(({ timeMs }) => timeMs) }, ...fields],
  });
}

function nothingCounted(stream: string): string {
  return `Nothing was counted on ${stream} in this range: it has no such zone or line, nothing crossed or entered it, or the runner was not there. Zones and lines stand in the runner's configuration.`;
}

function fieldsOf<T>(
  rows: readonly Row[],
  kind: 'zone' | 'line',
  countsOf: (bucket: CountBucket) => Counts<T>,
  wanted: readonly string[],
  figures: ReadonlyArray<FigureOf<T>>,
  options: CountsFrameOptions
) {
  const { stream, classes, nameStream } = options;
  const all = rows.flatMap(({ bucket }) => (bucket ? [countsOf(bucket)] : []));
  const places = [...new Set(all.flatMap((counts) => Object.keys(counts)))].filter(
    (id) => wanted.length === 0 || wanted.includes(id)
  );
  const chosen = figures.filter(({ figure }) => options.figures.length === 0 || options.figures.includes(figure));
  return places.sort().flatMap((place) => {
    const seen = [...new Set(all.flatMap((counts) => Object.keys(counts[place] ?? {})))].sort();
    return seen
      .filter((name) => classes.length === 0 || classes.includes(name))
      .flatMap((name) =>
        chosen.filter(isMeasured(all, place, name)).map(({ name: figure, config, unseen, valueOf }) => ({
          name: `${place}: ${name} ${figure}`,
          type: FieldType.number,
          labels: { stream, [kind]: place, class: name },
          config: {
            ...config,
            displayNameFromDS: `${nameStream ? `${stream}: ` : ''}${place}: ${name} ${figure}`,
          },
          values: rows.map(({ bucket }) => {
            const counts = bucket && countsOf(bucket)[place];
            const count = counts?.[name];
            return count ? valueOf(count) : counts ? unseen : null;
          }),
        }))
      );
  });
}

/** Without tracking nobody knows of entries: such a figure has no series instead of zeros. */
function isMeasured<T>(all: ReadonlyArray<Counts<T>>, place: string, name: string) {
  return ({ valueOf }: FigureOf<T>) =>
    all.some((counts) => {
      const count = counts[place]?.[name];
      return count !== undefined && valueOf(count) !== null;
    });
}

/** A row without a bucket after each one that no other follows at once. */
function withHoles(buckets: readonly CountBucket[], stepMs: number): Row[] {
  return buckets.flatMap((bucket, i) => {
    const { timeMs } = bucket;
    const next = buckets[i + 1]?.timeMs;
    const hole = next !== undefined && next - timeMs > stepMs ? [{ timeMs: timeMs + stepMs, bucket: null }] : [];
    return [{ timeMs, bucket }, ...hole];
  });
}
