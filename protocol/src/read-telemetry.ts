import { ProtocolError } from './errors.js';
import { isRecord } from './list.js';
import { idSchema } from './stream.js';
import {
  type HistogramSample,
  type Metric,
  METRIC_TYPES,
  type MetricType,
  type SummarySample,
  type TelemetrySnapshot,
  type ValueSample,
} from './telemetry.js';

/** The kinds of elements of a snapshot that can be left out: a metric, or one of its series. */
export const TELEMETRY_ELEMENTS = ['metric', 'series'] as const;
export type TelemetryElement = (typeof TELEMETRY_ELEMENTS)[number];

/** What is left out of a snapshot for one reason. */
export interface TelemetryProblem {
  element: TelemetryElement;
  /** Its place and its problem. */
  problem: string;
  /** How many elements this is said of. */
  count: number;
}

/** How many elements were left out, for whatever reason. */
export function countOf(leftOut: readonly TelemetryProblem[]): number {
  return leftOut.reduce((total, { count }) => total + count, 0);
}

export interface ReadTelemetry {
  snapshot: TelemetrySnapshot;
  leftOut: TelemetryProblem[];
}

const MAX_METRICS = 1000;
const MAX_LABELS = 10;
const MAX_BUCKETS = 100;
const MAX_LABEL_CHARS = 256;
const MAX_HELP_CHARS = 1000;

/**
 * A name of a metric of ours. Names that end like a part of a histogram or a summary are refused: they would be
 * ambiguous.
 */
const METRIC_NAME = /^framewatch_[a-z0-9_]{1,150}(?<!_(?:bucket|sum|count))$/;
/** Names that only the exporter itself may publish. */
const RESERVED_NAME = /^framewatch_(?:exporter_|gpu_|runner_up$)/;
const LABEL_NAME = /^(?!__)[a-zA-Z_][a-zA-Z0-9_]{0,62}$/;
/** Labels that the exporter, Prometheus and the text format add. */
const RESERVED_LABELS = ['runner', 'instance', 'job', 'le', 'quantile'];

/**
 * Reads the answer of `/telemetry`. It knows no metrics: it checks each against its own description. Leaves out and
 * reports invalid metrics, and invalid or repeated series, however many they are, and keeps the rest. Throws a
 * ProtocolError when the answer is not a snapshot.
 */
export function parseTelemetry(value: unknown): ReadTelemetry {
  if (!isRecord(value) || !isRecord(value.runner) || !Array.isArray(value.metrics)) {
    throw malformed('expected {runner, metrics}');
  }
  const { id, version } = value.runner;
  if (!idSchema.safeParse(id).success) throw malformed('runner.id is no id');
  if (!isLabelValue(version)) throw malformed('runner.version is no text');

  const leftOut = new Map<string, TelemetryProblem>();
  const leaveOut = (element: TelemetryElement, problem: string): void => {
    const known = leftOut.get(problem);
    if (known) known.count += 1;
    else leftOut.set(problem, { element, problem, count: 1 });
  };
  const names = new Set<string>();
  const metrics = (value.metrics as unknown[]).flatMap((one, i): Metric[] => {
    const metric = readMetric(one);
    if (typeof metric === 'string') {
      leaveOut('metric', `metric ${nameOf(one) ?? i}: ${metric}`);
      return [];
    }
    if (names.has(metric.name)) {
      leaveOut('metric', `metric ${metric.name} is reported twice`);
      return [];
    }
    if (names.size === MAX_METRICS) {
      leaveOut('metric', `more than ${MAX_METRICS} metrics`);
      return [];
    }
    names.add(metric.name);
    return [withSoundSamples(metric, leaveOut)];
  });
  return { snapshot: { runner: { id: String(id), version }, metrics }, leftOut: [...leftOut.values()] };
}

/** Returns the metric with its unchecked samples, or its problem. */
function readMetric(one: unknown): (Omit<Metric, 'samples'> & { buckets?: number[]; samples: unknown[] }) | string {
  if (!isRecord(one)) return 'is no object';
  const { name, type, help, labels, samples, buckets } = one;
  if (typeof name !== 'string' || !METRIC_NAME.test(name)) return 'its name is no metric’s name';
  if (RESERVED_NAME.test(name)) return 'its name is the exporter’s';
  if (!isMetricType(type)) return `its type is none of ${METRIC_TYPES.join(', ')}`;
  if (typeof help !== 'string' || help.length > MAX_HELP_CHARS) return 'its help is no text';
  if (!isLabelNames(labels)) return 'its labels are no names, or reserved ones';
  if (!Array.isArray(samples)) return 'its samples are no list';
  if (type !== 'histogram') return { name, type, help, labels, samples };
  if (!isBuckets(buckets)) return 'its buckets do not ascend';
  return { name, type, help, labels, samples, buckets };
}

function withSoundSamples(
  { samples, ...metric }: Exclude<ReturnType<typeof readMetric>, string>,
  leaveOut: (element: TelemetryElement, problem: string) => void
): Metric {
  const seen = new Set<string>();
  const sound = samples.filter((sample): sample is ValueSample & SummarySample & HistogramSample => {
    const problem = problemOf(sample, metric);
    if (problem !== null) {
      leaveOut('series', `${metric.name}: ${problem}`);
      return false;
    }
    const key = JSON.stringify((sample as ValueSample).labels);
    if (seen.has(key)) {
      leaveOut('series', `${metric.name}: ${key} is reported twice`);
      return false;
    }
    seen.add(key);
    return true;
  });
  // The samples were checked against the metric's type above.
  return { ...metric, samples: sound } as Metric;
}

/** Returns the problem of a sample, or null. */
function problemOf(sample: unknown, metric: { type: MetricType; labels: string[]; buckets?: number[] }): string | null {
  if (!isRecord(sample)) return 'a sample is no object';
  const { labels, value, count, sum, counts } = sample;
  if (!Array.isArray(labels) || labels.length !== metric.labels.length || !labels.every(isLabelValue)) {
    return 'a sample has other labels than the metric';
  }
  switch (metric.type) {
    case 'counter':
      return isCount(value) ? null : 'a counter is no number from 0';
    case 'gauge':
      return isNumber(value) ? null : 'a gauge is no number';
    case 'summary':
      return isCount(count) && isNumber(sum) ? null : 'a summary has no count and sum';
    case 'histogram': {
      const whole = Array.isArray(counts) && counts.length === (metric.buckets?.length ?? 0) + 1;
      return whole && counts.every(isCount) && isNumber(sum) ? null : 'a histogram has no counts for its buckets';
    }
  }
}

function isMetricType(type: unknown): type is MetricType {
  return METRIC_TYPES.some((known) => known === type);
}

function isLabelNames(labels: unknown): labels is string[] {
  return (
    Array.isArray(labels) &&
    labels.length <= MAX_LABELS &&
    new Set(labels).size === labels.length &&
    labels.every((label) => typeof label === 'string' && LABEL_NAME.test(label) && !RESERVED_LABELS.includes(label))
  );
}

/** Half of a surrogate pair cannot be encoded in UTF-8: different ones would become the same label. */
function isLabelValue(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_LABEL_CHARS && /^\P{Surrogate}*$/u.test(value);
}

/** Whether these are the finite upper bounds of a histogram. */
export function isBuckets(buckets: unknown): buckets is number[] {
  return (
    Array.isArray(buckets) &&
    buckets.length > 0 &&
    buckets.length <= MAX_BUCKETS &&
    buckets.every((bound, i) => isNumber(bound) && (i === 0 || bound > (buckets[i - 1] as number)))
  );
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isCount(value: unknown): value is number {
  return isNumber(value) && value >= 0;
}

/** Returns the name of an invalid metric, if it has one. */
function nameOf(one: unknown): string | null {
  const name = isRecord(one) ? one.name : null;
  return typeof name === 'string' && /^[\w:]{1,150}$/.test(name) ? name : null;
}

function malformed(problem: string): ProtocolError {
  return new ProtocolError('malformed', `telemetry: ${problem}`);
}
