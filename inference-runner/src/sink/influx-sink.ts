import type { CountBucket, FrameResult, StreamEvent } from '@framewatch/protocol';
import type { Logger } from 'pino';
import { type Clock, systemClock, withinDeadline } from '@framewatch/service-kit';
import type { MetricScope } from '../telemetry/index.js';
import type { InfluxConfig } from './influx-config.js';
import { BatchQueue } from './batch-queue.js';
import { DistinctTimes } from './distinct-times.js';
import { messageOf, SpoolLockedError } from './errors.js';
import { createInfluxWriter, type WriteLines } from './influx-writer.js';
import { countLines, crossingLine, eventLine, isCrossing, objectLine, resultLines } from './line-protocol.js';
import { Losses } from './losses.js';
import { PointSinkMetrics } from './metrics.js';
import { ObjectSampler } from './object-sampler.js';
import { Sender } from './sender.js';
import { Spool } from './spool.js';
import type { ResultSink } from './sink.js';

/** Most bytes of points in memory, while the disk is slow or cannot be written. */
const MAX_MEMORY_BYTES = 16 * 1024 * 1024;
/** A segment is read into memory as a whole. */
const MAX_SEGMENT_BYTES = 1024 * 1024;
/** Assumed size of one point on disk, bytes, until one was measured. */
const TYPICAL_POINT_BYTES = 110;
/** Share of the time to close that is for sending; the rest is for the disk. */
const DRAIN_SHARE = 0.8;

const SPOOL_FAILS =
  'spool cannot be written, points are kept in memory only: free or repair the disk, and let this user write there';

export interface InfluxSinkDeps {
  log: Logger;
  /** With the label `sink`. */
  scope: MetricScope;
  clock?: Clock;
  /** 0 to 1, as Math.random. */
  random?: () => number;
  write?: WriteLines;
}

/**
 * A sink that writes to InfluxDB through a spool on disk. The database may be down. When the spool folder cannot be
 * written, it logs that and keeps points in memory until it can.
 *
 * @throws SpoolLockedError when another process uses the spool folder.
 */
export async function createInfluxSink(config: InfluxConfig, deps: InfluxSinkDeps): Promise<ResultSink> {
  const sink = new InfluxSink(config, { clock: systemClock, random: Math.random, ...deps });
  await sink.open();
  return sink;
}

class InfluxSink implements ResultSink {
  readonly name: string;
  readonly #log: Logger;
  readonly #clock: Clock;
  readonly #losses: Losses;
  readonly #queue: BatchQueue;
  readonly #sender: Sender;
  #running: Promise<void> = Promise.resolve();
  #closing: Promise<void> | null = null;
  #diskFails = false;
  readonly #frameTimes = new DistinctTimes();
  readonly #eventTimes = new DistinctTimes();
  readonly #objectTimes = new DistinctTimes();
  readonly #objects = new ObjectSampler();
  readonly #crossingTimes = new DistinctTimes();

  /** Lines of the batch that is being filled. */
  #lines: string[] = [];
  #cancelFlush: (() => void) | null = null;
  #pointsTaken = 0;
  #bytesTaken = 0;

  constructor(
    private readonly config: InfluxConfig,
    deps: Required<Pick<InfluxSinkDeps, 'log' | 'scope' | 'clock' | 'random'>> & Pick<InfluxSinkDeps, 'write'>
  ) {
    this.name = config.name;
    const { clock, random, write = createInfluxWriter(config) } = deps;
    // Only the origin: the rest of the URL may be secret.
    const log = deps.log.child({ database: new URL(config.url).origin });
    this.#log = log;
    this.#clock = clock;
    const metrics = new PointSinkMetrics(deps.scope);
    this.#losses = new Losses(metrics.dropped, log, clock);
    const segmentBytes = Math.min(MAX_SEGMENT_BYTES, Math.ceil(config.spoolBytes / 8));
    this.#queue = new BatchQueue({
      openSpool: () => Spool.open(config.spoolPath, { maxBytes: config.spoolBytes, segmentBytes }, this.#losses),
      maxMemoryBytes: MAX_MEMORY_BYTES,
      losses: this.#losses,
      onDisk: (error) => this.#onDisk(error),
    });
    this.#sender = new Sender({ queue: this.#queue, write, losses: this.#losses, metrics, log, clock, random });
    metrics.buffered.readFrom(() => this.#queue.points + this.#lines.length);
    metrics.capacity.readFrom(() => Math.floor(config.spoolBytes / this.#pointBytes));
  }

  async open(): Promise<void> {
    try {
      await this.#queue.open();
    } catch (error) {
      if (error instanceof SpoolLockedError) throw error;
      this.#onDisk(error);
    }
    const { points } = this.#queue;
    if (points > 0) this.#log.info({ points }, 'spool holds points of an earlier run, sending them');
    this.#running = this.#sender.run();
  }

  takeResult(result: FrameResult): void {
    const { stream, captureTimeUs } = result;
    const lines = resultLines(result, this.#frameTimes.of(stream, captureTimeUs));
    if (this.config.objects)
      for (const object of this.#objects.take(result))
        lines.push(objectLine(stream, object, this.#objectTimes.of(`${stream} ${object.class}`, captureTimeUs)));
    this.#take(lines);
  }

  takeEvent(event: StreamEvent): void {
    const lines = [eventLine(event, this.#eventTimes.of(event.stream, event.endUs ?? event.beginUs))];
    if (isCrossing(event)) {
      const { stream, line, direction, class: name, beginUs } = event;
      const series = [stream, line, direction, name].join(' ');
      lines.push(crossingLine(event, this.#crossingTimes.of(series, beginUs)));
    }
    this.#take(lines);
  }

  takeCounts(stream: string, bucket: CountBucket): void {
    this.#take(countLines(stream, bucket));
  }

  close(deadlineMs: number): Promise<void> {
    this.#closing ??= this.#close(deadlineMs);
    return this.#closing;
  }

  /** Mean of the points so far. */
  get #pointBytes(): number {
    return this.#pointsTaken === 0 ? TYPICAL_POINT_BYTES : this.#bytesTaken / this.#pointsTaken;
  }

  #take(lines: string[]): void {
    if (this.#closing !== null) {
      this.#losses.add('shutdown', lines.length);
      return;
    }
    for (const line of lines) {
      this.#lines.push(line);
      this.#pointsTaken += 1;
      this.#bytesTaken += line.length + 1;
    }
    if (this.#lines.length >= this.config.batchLines) this.#flush();
    else this.#cancelFlush ??= this.#clock.after(this.config.batchMs, () => this.#flush());
  }

  #flush(): void {
    this.#cancelFlush?.();
    this.#cancelFlush = null;
    const lines = this.#lines;
    this.#lines = [];
    if (lines.length > 0) this.#queue.add({ text: lines.join('\n'), points: lines.length });
  }

  async #close(deadlineMs: number): Promise<void> {
    this.#flush();
    const drained = this.#queue.persisted().then(() => {
      this.#sender.stop();
      return this.#running;
    });
    await this.#within(deadlineMs * DRAIN_SHARE, drained);
    this.#sender.abort();
    const closed = this.#running.then(() => this.#queue.close());
    await this.#within(deadlineMs * (1 - DRAIN_SHARE), closed);
    const { points } = this.#queue;
    if (points > 0) this.#log.info({ points }, 'points stay in the spool for the next run');
  }

  /** Waits for the work until the deadline; logs its failure. */
  async #within(ms: number, work: Promise<void>): Promise<void> {
    await withinDeadline(
      this.#clock,
      ms,
      work.catch((error: unknown) => this.#onDisk(error))
    );
  }

  /** Logs when the disk fails and when it works again, each once. */
  #onDisk(error: unknown): void {
    if (error !== null) this.#sender.countDiskError();
    if (this.#diskFails === (error !== null)) return;
    this.#diskFails = error !== null;
    const folder = this.config.spoolPath;
    if (error === null) this.#log.info({ folder }, 'spool can be written again');
    else this.#log.error({ folder, cause: messageOf(error) }, SPOOL_FAILS);
  }
}
