import { isUtf8 } from 'node:buffer';
import {
  type OddTelemetry,
  parseJson,
  parseTelemetry,
  ProtocolError,
  type TelemetrySnapshot,
} from '@framewatch/protocol';
import { Page, type PagePart } from '../page/index.js';
import { metricsOfEarlier } from './earlier.js';
import { addMetric, seriesOf } from './print-metric.js';

/** What one runner's answer comes to. */
export interface Report {
  runner: TelemetrySnapshot['runner'];
  /** Its series, written. */
  part: PagePart;
  /** What of the answer is not among them. */
  leftOut: OddTelemetry[];
}

/** A runner has more series than one may have. */
export class TooManySeriesError extends Error {
  override readonly name = 'TooManySeriesError';

  constructor(
    /** Its id, if it was read. */
    readonly runner: string | null
  ) {
    super('too many series');
  }
}

/** Values in the JSON for one series: a counter has 4, each of its labels one more. Far more than that is no telemetry. */
const MAX_VALUES_PER_SERIES = 20;

/**
 * Reads one runner's answer and writes its series, with work that is bounded by the bytes and the series: what has far
 * too many values is not even parsed, as hostile JSON takes a second for 8 MB. Throws a ProtocolError for what is no
 * telemetry, a TooManySeriesError for too much of it.
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

/** Whether JSON has more values than `most`, by the characters that begin one or stand before it. */
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
