import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Detection, FrameResult } from '@framewatch/protocol';
import { pino, type Logger } from 'pino';
import { FakeClock } from '../fake-clock.js';
import type { Batch } from '../../src/sink/batch.js';
import { Losses } from '../../src/sink/losses.js';
import { PointSinkMetrics } from '../../src/sink/metrics.js';
import { type MetricScope, Registry } from '../../src/telemetry/index.js';
import { seriesOf, valueOf } from '../series.js';

/** Parsed lines of a log. */
export interface LogLine {
  level: number;
  msg: string;
  [field: string]: unknown;
}

export function captureLog(): { log: Logger; lines: LogLine[]; messages: () => string[] } {
  const lines: LogLine[] = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => lines.push(JSON.parse(line) as LogLine) });
  return { log, lines, messages: () => lines.map((line) => line.msg) };
}

/** A folder of the test's own; `remove` deletes it. */
export function temporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'framewatch-sink-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** What a sink has counted, in points. */
interface Counted {
  pointsWritten: number;
  pointsDropped: Record<string, number>;
  writeErrors: Record<string, number>;
  writes: number;
  writeSeconds: number;
  bufferedPoints: number;
  bufferCapacityPoints: number;
}

const COUNTED = new WeakMap<object, () => Counted>();

/** Where a sink or a part of one counts. `of` says for which: `counted` then tells what it has counted. */
export function countingSink(): { scope: MetricScope; metrics: PointSinkMetrics; of: (who: object) => void } {
  const registry = new Registry();
  const scope = registry.scope({ sink: 'influxdb' });
  const metrics = new PointSinkMetrics(scope);
  const by = (name: string) =>
    Object.fromEntries(
      Object.entries(seriesOf(registry.snapshot(), `framewatch_sink_${name}`)).map(([labels, value]) => [
        labels.replace(/^.*reason=/, ''),
        value,
      ])
    );
  const one = (name: string) => valueOf(registry.snapshot(), `framewatch_sink_${name}`) ?? NaN;
  const read = (): Counted => ({
    pointsWritten: one('points_written_total'),
    pointsDropped: by('points_dropped_total'),
    writeErrors: by('write_errors_total'),
    writes: one('write_duration_seconds'),
    writeSeconds: metrics.duration.sample([]).sum,
    bufferedPoints: one('buffered_points'),
    bufferCapacityPoints: one('buffer_capacity_points'),
  });
  return { scope, metrics, of: (who) => COUNTED.set(who, read) };
}

export function counted(who: object): Counted {
  const read = COUNTED.get(who);
  if (!read) throw new Error('nothing counts for it');
  return read();
}

export function newLosses(): Losses {
  const counting = countingSink();
  const losses = new Losses(counting.metrics.dropped, captureLog().log, new FakeClock());
  counting.of(losses);
  return losses;
}

/** A batch of lines `name 0`, `name 1`, … */
export function batchOf(name: string, points = 1): Batch {
  return { text: Array.from({ length: points }, (_, line) => `${name} ${line}`).join('\n'), points };
}

/** Waits until it is true: for what the file system or another process does in its own time. */
export async function eventually(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Lets promises settle that wait for nothing outside. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

export function person(confidence: number, name = 'person'): Detection {
  return { class: name, confidence, box: [0.1, 0.2, 0.3, 0.4] };
}

export function frameResult(changes: Partial<FrameResult> = {}): FrameResult {
  return {
    stream: 'lobby',
    model: 'movenet',
    epoch: 1,
    seq: 0,
    ptsUs: 0,
    captureTimeUs: 1_700_000_000_000_000,
    width: 768,
    height: 432,
    detections: [],
    timings: { decode: 1, queue: 0, preprocess: 1, inference: 17.12345, postprocess: 0.1, latency: 21.5 },
    dropped: 0,
    ...changes,
  };
}
