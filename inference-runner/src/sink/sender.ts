import type { Logger } from 'pino';
import { Backoff, type Clock, doublingFrom, sleep } from '@framewatch/service-kit';
import type { BatchQueue, HeldBatch } from './batch-queue.js';
import { messageOf } from './errors.js';
import type { WriteLines } from './influx-writer.js';
import type { Losses } from './losses.js';
import type { PointSinkMetrics } from './metrics.js';
import { toWriteFailure, WriteFailure } from './write-failure.js';

/** A write that has not been answered after this long counts as failed. */
const WRITE_TIMEOUT_MS = 10_000;
const RETRY = { growth: doublingFrom(1_000), minMs: 500, maxMs: 60_000 };
/** Longest `Retry-After` that is obeyed, milliseconds. */
const MAX_RETRY_AFTER_MS = 3_600_000;

export interface SenderOptions {
  queue: Pick<BatchQueue, 'take' | 'changed' | 'wake' | 'points'>;
  write: WriteLines;
  losses: Losses;
  metrics: PointSinkMetrics;
  log: Logger;
  clock: Clock;
  /** 0 to 1, as Math.random. */
  random: () => number;
}

/** The outcome of one batch, in points. */
interface Outcome {
  written: number;
  rejected: number;
  tooLarge: number;
  message?: string;
}

/** Sends the queue's batches in order, one at a time. Retries each until it is written or refused for good. */
export class Sender {
  readonly #backoff: Backoff;
  /** Reason of the last attempt's failure, null when it succeeded: a change of it is logged. */
  #failing: WriteFailure['reason'] | null = null;
  #inFlight: AbortController | null = null;
  #aborted = false;
  /** Ends the pause before the next attempt. */
  readonly #stop = new AbortController();

  constructor(private readonly options: SenderOptions) {
    this.#backoff = new Backoff({ ...RETRY, clock: options.clock, random: options.random });
  }

  /** Sends until `stop` or `abort`. Never rejects. */
  async run(): Promise<void> {
    while (!this.#aborted) {
      const sent = await this.#sendOldest();
      if (sent === 'sent') continue;
      if (this.#stop.signal.aborted) return;
      if (sent === 'empty') await this.options.queue.changed();
      else await sleep(this.options.clock, sent.pauseMs, this.#stop.signal);
    }
  }

  /** Goes on while sending succeeds and there are batches, then ends. */
  stop(): void {
    this.#stop.abort();
    this.options.queue.wake();
  }

  /** Ends at once; what is being sent stays in the queue. */
  abort(): void {
    this.#aborted = true;
    this.#inFlight?.abort();
    this.stop();
  }

  /** Counts a failure of the disk with those of the database. */
  countDiskError(): void {
    this.options.metrics.errors.with('spool').add();
  }

  async #sendOldest(): Promise<'sent' | 'empty' | { pauseMs: number }> {
    let held: HeldBatch | null = null;
    try {
      held = await this.#take();
      if (held === null) return 'empty';
      const outcome = await this.#deliver(held.batch.text.split('\n'));
      if (await held.remove()) this.#count(outcome);
      this.#succeeded();
      return 'sent';
    } catch (error) {
      held?.release();
      return { pauseMs: this.#failed(toWriteFailure(error)) };
    }
  }

  async #take(): Promise<HeldBatch | null> {
    try {
      return await this.options.queue.take();
    } catch (error) {
      this.countDiskError();
      throw new WriteFailure('spool', messageOf(error));
    }
  }

  /**
   * Writes the lines. When the database rejects points, splits the lines in halves until the rejected ones are alone.
   */
  async #deliver(lines: string[]): Promise<Outcome> {
    const failure = await this.#write(lines);
    if (failure === null) return { written: lines.length, rejected: 0, tooLarge: 0 };
    if (!failure.blamesPoints) throw failure;
    const { message } = failure;
    const leftOut = Math.min(failure.details.leftOut ?? 0, lines.length);
    if (leftOut > 0) return { written: lines.length - leftOut, rejected: leftOut, tooLarge: 0, message };
    if (lines.length === 1) {
      const tooLarge = failure.reason === 'too-large' ? 1 : 0;
      return { written: 0, rejected: 1 - tooLarge, tooLarge, message };
    }
    const middle = Math.ceil(lines.length / 2);
    const first = await this.#deliver(lines.slice(0, middle));
    const second = await this.#deliver(lines.slice(middle));
    return {
      written: first.written + second.written,
      rejected: first.rejected + second.rejected,
      tooLarge: first.tooLarge + second.tooLarge,
      message: first.message ?? second.message,
    };
  }

  async #write(lines: string[]): Promise<WriteFailure | null> {
    const { clock } = this.options;
    const request = new AbortController();
    this.#inFlight = request;
    if (this.#aborted) request.abort();
    const cancelTimeout = clock.after(WRITE_TIMEOUT_MS, () =>
      request.abort(new WriteFailure('timeout', `no answer in ${WRITE_TIMEOUT_MS / 1000} s`))
    );
    const startMs = clock.nowMs();
    try {
      await this.options.write(lines.join('\n'), request.signal);
      return null;
    } catch (error) {
      const failure = toWriteFailure(request.signal.aborted ? request.signal.reason : error);
      if (!this.#aborted) this.options.metrics.errors.with(failure.reason).add();
      return failure;
    } finally {
      cancelTimeout();
      this.#inFlight = null;
      this.options.metrics.duration.observe((clock.nowMs() - startMs) / 1000);
    }
  }

  #count(outcome: Outcome): void {
    this.options.metrics.written.add(outcome.written);
    this.options.losses.add('rejected', outcome.rejected, outcome.message);
    this.options.losses.add('too-large', outcome.tooLarge, outcome.message);
  }

  #succeeded(): void {
    this.#backoff.reset();
    if (this.#failing === null) return;
    this.#failing = null;
    this.options.log.info({ bufferedPoints: this.options.queue.points }, 'database takes points again');
  }

  /** Returns how long to wait before the next attempt, milliseconds. */
  #failed(failure: WriteFailure): number {
    if (!this.#aborted && failure.reason !== this.#failing) {
      this.#failing = failure.reason;
      const fields = { reason: failure.reason, cause: failure.message, bufferedPoints: this.options.queue.points };
      this.options.log.warn(fields, 'points cannot be written, kept for later');
    }
    const waitMs = this.#backoff.next();
    const { retryAfterMs } = failure.details;
    return retryAfterMs === undefined ? waitMs : Math.min(retryAfterMs, MAX_RETRY_AFTER_MS);
  }
}
