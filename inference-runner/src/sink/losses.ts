import type { Logger } from 'pino';
import type { Clock } from '@framewatch/service-kit';
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
  readonly #unlogged = new Map<LossReason, { points: number; loggedMs: number }>();

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
    const seen = this.#unlogged.get(reason) ?? { points: 0, loggedMs: -Infinity };
    this.#unlogged.set(reason, seen);
    seen.points += points;
    if (this.clock.nowMs() - seen.loggedMs < LOG_INTERVAL_MS) return;
    this.log.warn({ reason, points: seen.points, detail }, MESSAGES[reason]);
    seen.points = 0;
    seen.loggedMs = this.clock.nowMs();
  }
}
