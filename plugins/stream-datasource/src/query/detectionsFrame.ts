import { createDataFrame, DataFrame, FieldConfig, FieldType } from '@grafana/data';
import { VideoEndpoint } from '@framewatch/protocol';
import { Series } from '../types';
import { SeriesRow } from './DetectionSeries';
import { warnings } from './notices';

export interface DetectionsFrameOptions {
  refId: string;
  stream: string;
  /** Classes that are counted; empty: all classes that were seen. */
  classes: readonly string[];
  /** Classes that the model knows; empty: not known. */
  knownClasses: readonly string[];
  /** Series that are returned; empty: all. */
  series: readonly Series[];
  /** Puts the stream's name before the names of its series, for queries with several streams. */
  nameStream: boolean;
  /** Where the stream's video is, for queries that carry it. */
  endpoint: VideoEndpoint | undefined;
  /** Why the frame may be incomplete. */
  notices?: Array<string | undefined>;
}

interface SeriesField {
  series: Series;
  name: string;
  config: FieldConfig;
  labels?: Record<string, string>;
  valueOf(row: SeriesRow): number | null;
}

/**
 * One wide frame: a time, then a field for each series, with units. The way to the stream's video may be in its meta.
 */
export function detectionsFrame(rows: readonly SeriesRow[], options: DetectionsFrameOptions): DataFrame {
  const { refId, stream, series, nameStream, endpoint, notices = [] } = options;
  const fields = seriesFields(rows, options).filter((field) => series.length === 0 || series.includes(field.series));
  return createDataFrame({
    refId,
    name: stream,
    meta: {
      preferredVisualisationType: 'graph',
      custom: endpoint && { framewatch: endpoint },
      notices: warnings(...notices),
    },
    fields: [
      { name: 'Time', type: FieldType.time, values: rows.map((row) => row.timeMs) },
      ...fields.map((field) => ({
        name: field.name,
        type: FieldType.number,
        labels: { stream, ...field.labels },
        config: { ...field.config, displayNameFromDS: nameStream ? `${stream}: ${field.name}` : field.name },
        values: rows.map((row) => field.valueOf(row)),
      })),
    ],
  });
}

/** A class that the model does not know has no value: 0 would be wrong, since it is not counted. */
function nobodyCounts(name: string, { knownClasses }: Pick<DetectionsFrameOptions, 'knownClasses'>): boolean {
  return knownClasses.length > 0 && !knownClasses.includes(name);
}

/** Returns a notice about queried classes that the model does not know. */
export function uncountedNotice(options: Pick<DetectionsFrameOptions, 'stream' | 'classes' | 'knownClasses'>) {
  const names = options.classes.filter((name) => nobodyCounts(name, options));
  const quoted = names.map((name) => `"${name}"`).join(', ');
  return names.length > 0 ? `The model of ${options.stream} knows no ${quoted}: nothing counts it.` : undefined;
}

function seriesFields(rows: readonly SeriesRow[], options: DetectionsFrameOptions): SeriesField[] {
  const seen = [...new Set(rows.flatMap((row) => [...(row.bucket?.classNames ?? [])]))].sort();
  const classes = options.classes.length > 0 ? options.classes : seen;
  const counted = classes.filter((name) => !nobodyCounts(name, options));
  return [
    ...classes.map((name): SeriesField => ({
      series: 'classes',
      name,
      labels: { class: name },
      config: { unit: 'short', decimals: 1, min: 0 },
      valueOf: ({ bucket }) => (counted.includes(name) ? (bucket?.objects([name]) ?? null) : null),
    })),
    {
      series: 'objects',
      name: 'Objects',
      config: { unit: 'short', decimals: 1, min: 0, description: 'Mean number of objects in one inferred frame' },
      valueOf: ({ bucket }) => (counted.length > 0 || classes.length === 0 ? (bucket?.objects(counted) ?? null) : null),
    },
    {
      series: 'fps',
      name: 'Inferred FPS',
      config: { unit: 'fps', decimals: 1, min: 0, description: 'Inferred frames per second' },
      valueOf: ({ bucket, seconds }) => (bucket ? bucket.frames / seconds : null),
    },
    {
      series: 'inference',
      name: 'Inference time',
      config: { unit: 'ms', decimals: 1, min: 0, description: 'Mean time that the model takes for one frame' },
      valueOf: ({ bucket }) => bucket?.inferenceMs ?? null,
    },
    {
      series: 'latency',
      name: 'Latency',
      config: { unit: 'ms', decimals: 1, min: 0, description: 'Mean time from the arrival of a frame to its result' },
      valueOf: ({ bucket }) => bucket?.latencyMs ?? null,
    },
    {
      series: 'confidence',
      name: 'Confidence',
      config: { unit: 'percentunit', min: 0, max: 1, description: 'Mean confidence of the detections' },
      valueOf: ({ bucket }) => bucket?.confidence(counted) ?? null,
    },
  ];
}
