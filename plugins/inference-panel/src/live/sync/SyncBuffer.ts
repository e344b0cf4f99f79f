import type { FrameResult } from '@framewatch/protocol';
import { Backlog } from './Backlog';
import { ExactSync } from './ExactSync';
import { LiveSync } from './LiveSync';
import { ModeChooser } from './ModeChooser';
import { SmoothSync } from './SmoothSync';
import {
  SYNC_LIMITS,
  type Shown,
  type SyncChoice,
  type SyncCounts,
  type SyncLimits,
  type SyncMode,
  type TimedPicture,
} from './types';

/**
 * Brings together pictures and results by `(epoch, ptsUs)`, whatever the order in which they come. Owns the pictures that
 * it holds. Times are passed in (milliseconds, monotonic).
 */
export class SyncBuffer<P extends TimedPicture> {
  private readonly backlog: Backlog<P>;
  private readonly chooser: ModeChooser;
  private readonly smooth: SmoothSync<P>;
  private readonly strategies: { exact: ExactSync<P>; smooth: SmoothSync<P>; live: LiveSync<P> };

  constructor(
    public choice: SyncChoice = 'auto',
    limits: SyncLimits = SYNC_LIMITS
  ) {
    this.backlog = new Backlog(limits);
    this.chooser = new ModeChooser(limits.smoothWaitMs);
    this.smooth = new SmoothSync(this.backlog);
    this.strategies = { exact: new ExactSync(this.backlog), smooth: this.smooth, live: new LiveSync(this.backlog) };
  }

  get counts(): SyncCounts {
    return this.backlog.counts;
  }

  get mode(): SyncMode {
    return this.choice === 'auto' ? this.chooser.mode : this.choice;
  }

  /** Returns whether `take` may return something, now or after a wait. */
  get pending(): boolean {
    return this.strategies[this.mode].pending;
  }

  get heldPictures(): number {
    return this.backlog.pictures.length;
  }

  pushPicture(picture: P, nowMs: number): void {
    this.backlog.pushPicture(picture, nowMs);
  }

  pushResult(result: FrameResult): void {
    this.chooser.addResult(result);
    this.backlog.pushResult(result);
  }

  /** Returns the picture that is due, or null. Drops older pictures. */
  take(nowMs: number): Shown<P> | null {
    const settled = this.backlog.settle(nowMs);
    this.chooser.addPictures(settled, nowMs);
    this.smooth.note(settled, nowMs);
    return this.strategies[this.mode].take(nowMs);
  }

  /** Drops everything, including the epoch, before a new stream. */
  reset(): void {
    this.backlog.reset();
    this.chooser.reset();
  }
}
