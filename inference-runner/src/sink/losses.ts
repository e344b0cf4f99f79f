import type { Logger } from 'pino';
import { type Clock, ThrottledLog } from '@framewatch/service-kit';
import type { Family } from '../telemetry/index.js';

/** Why points will never reach the database: bounded, as it labels a metric. */
export type LossReason = 'spool-full' | 'spool-damaged' | 'memory-full' | 'rejected' | 'too-large' | 'shutdown';

/** A continuing loss is logged once in this time, with the sum of its points. */
const LOG_INTERVAL_MS = 60_000;

const MESSAGES: Record<LossReason, string> = {
  'spool-full': 'spool is full, oldest points dropped: bring the database back, or raise sinks[].spoolBytes',
  'spool-damaged':
    'spool file is damaged, points in it are lost: the process or machine died while writing, or the disk fails',
  'memory-full': 'spool folder cannot be written and memory is full, oldest points dropped: free or repair the disk',
  rejected: 'database rejects points, dropped: see its message',
  'too-large': 'database refuses even a single point as too large, dropped',
  shutdown: 'runner ends, points that were neither sent nor spooled are dropped',
};

/** Counts lost points and logs them. */
export class Losses {
  /** By reason: its log, and the points that were lost since its last line. */
  readonly #unlogged = new Map<LossReason, { points: number; log: ThrottledLog }>();

  /** `dropped`: by the reason of a loss. */
  constructor(
    private readonly dropped: Family<'counter'>,
    private readonly log: Logger,
    private readonly clock: Clock
  ) {}

  /** `detail`: what the database said. */
  add(reason: LossReason, points: number, detail?: string): void {
    if (points === 0) return;
    this.dropped.with(reason).add(points);
    const unlogged = this.#unlogged.get(reason) ?? this.#newLog();
    this.#unlogged.set(reason, unlogged);
    unlogged.points += points;
    unlogged.log.log({ reason, detail }, MESSAGES[reason]);
  }

  #newLog(): { points: number; log: ThrottledLog } {
    const write = (fields: object, message: string) => {
      this.log.warn({ ...fields, points: unlogged.points }, message);
      unlogged.points = 0;
    };
    const unlogged = { points: 0, log: new ThrottledLog(write, this.clock, LOG_INTERVAL_MS) };
    return unlogged;
  }
}
