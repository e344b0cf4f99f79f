import { isUtf8 } from 'node:buffer';
import {
  type TelemetryProblem,
  parseJson,
  parseTelemetry,
  ProtocolError,
  type TelemetrySnapshot,
} from '@framewatch/protocol';
import { Page, type PagePart } from '../page/index.js';
import { metricsOfEarlier } from './earlier.js';
import { addMetric, seriesOf } from './print-metric.js';

/** The converted answer of one runner. */
export interface Report {
  runner: TelemetrySnapshot['runner'];
  /** Its series in the text format. */
  part: PagePart;
  /** The parts of the answer that were left out. */
  leftOut: TelemetryProblem[];
}

/** A runner has more series than allowed. */
export class TooManySeriesError extends Error {
  override readonly name = 'TooManySeriesError';

  constructor(
    /** Its id, if it was read. */
    readonly runner: string | null
  ) {
    super('too many series');
  }
}

/**
 * Most values in the JSON per series: a counter has 4, and one more for each label. Far more values are not telemetry.
 */
const MAX_VALUES_PER_SERIES = 20;

/**
 * Reads one runner's answer and prints its series. Bytes and series bound the work: JSON with far too many values is
 * not parsed, since hostile JSON of 8 MB takes a second. Throws a ProtocolError when it is not telemetry, a
 * TooManySeriesError when it has too many series.
 */
export function readReport(body: Buffer, maxSeries: number): Report {
  if (!isUtf8(body)) throw new ProtocolError('malformed', 'telemetry: not UTF-8');
  if (hasMoreValues(body, maxSeries * MAX_VALUES_PER_SERIES)) throw new TooManySeriesError(null);
  const value = parseJson(body.toString(), 'telemetry');
  const { snapshot, leftOut } = parseTelemetry(isEarlier(value) ? metricsOfEarlier(value) : value);
  const { runner, metrics } = snapshot;
  const series = metrics.reduce((total, metric) => total + seriesOf(metric), 0);
  if (series > maxSeries) throw new TooManySeriesError(runner.id);
  const page = new Page();
  for (const metric of metrics) addMetric(page, metric, runner.id);
  return { runner, part: page.render(), leftOut };
}

function isEarlier(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && 'streams' in value && !('metrics' in value);
}

/** Returns whether JSON has more values than `most`. Counts the characters that begin a value or precede one. */
function hasMoreValues(json: Buffer, most: number): boolean {
  let values = 0;
  let at = 0;
  // By index: an iterator takes ten times as long.
  while (at < json.length && values <= most) {
    const byte = json[at];
    if (byte === COMMA || byte === BRACKET || byte === BRACE) values += 1;
    at += 1;
  }
  return values > most;
}

const [COMMA, BRACKET, BRACE] = Buffer.from(',[{');
