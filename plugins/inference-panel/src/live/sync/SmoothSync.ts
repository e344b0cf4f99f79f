import type { Backlog, Settled } from './Backlog';
import { interpolate } from './interpolate';
import { prefixLength } from './prefixLength';
import type { Shown, SyncStrategy, TimedPicture } from './types';

/** The delay is the longest wait of this time: short enough to follow a model that has become faster. */
const MEMORY_MS = 2_000;

/**
 * Shows every picture, all of them by the same time later than they came: as late as results need to come, at most
 * `smoothWaitMs`. A picture with a result of its own shows exactly that; one between two results what lies between them.
 */
export class SmoothSync<P extends TimedPicture> implements SyncStrategy<P> {
  private waits: Array<Pick<Settled, 'atMs' | 'waitedMs'>> = [];

  constructor(private readonly backlog: Backlog<P>) {}

  get pending(): boolean {
    return this.backlog.pictures.length > 0;
  }

  /** Takes note of how long pictures had to wait for what there is for them. */
  note(settled: readonly Settled[], nowMs: number): void {
    this.waits = [...this.waits, ...settled].filter(({ atMs }) => nowMs - atMs < MEMORY_MS);
  }

  take(nowMs: number): Shown<P> | null {
    const { backlog } = this;
    const { pictures, limits, liveFromPtsUs } = backlog;
    if (liveFromPtsUs !== Infinity) {
      backlog.drop(
        prefixLength(pictures, ({ picture }) => picture.ptsUs < liveFromPtsUs),
        'repeated'
      );
    }
    const delayMs = this.delayMs();
    const boundMs = this.boundMs();
    const due = prefixLength(pictures, ({ sinceMs, settled }) => nowMs - sinceMs >= (settled ? delayMs : boundMs));
    const newestPtsUs = pictures[due - 1]?.picture.ptsUs ?? -Infinity;
    const tooOld = prefixLength(pictures, ({ picture }) => newestPtsUs - picture.ptsUs > limits.maxBehindUs);
    backlog.drop(tooOld, 'superseded');
    return due > 0 ? this.show(nowMs) : null;
  }

  private show(nowMs: number): Shown<P> | null {
    const { backlog } = this;
    const { ptsUs } = backlog.pictures[0]?.picture ?? { ptsUs: NaN };
    const { before, after } = backlog.neighbours(ptsUs);
    if (before?.ptsUs === ptsUs) {
      return backlog.show('paired', before, nowMs);
    }
    if (!before || !after || after.damaged || backlog.gaps.between(before.ptsUs, after.ptsUs)) {
      return backlog.show('no-result', null, nowMs);
    }
    return backlog.show('interpolated', interpolate(before, after, ptsUs), nowMs);
  }

  private delayMs(): number {
    return Math.min(this.boundMs(), Math.max(0, ...this.waits.map(({ waitedMs }) => waitedMs)));
  }

  /** A fast stream fills the backlog before its pictures have waited their time. */
  private boundMs(): number {
    const { pictures, limits } = this.backlog;
    const full = pictures.length >= limits.maxPictures;
    return full ? limits.smoothWaitMs / 2 : limits.smoothWaitMs;
  }
}
