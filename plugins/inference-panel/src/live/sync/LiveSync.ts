import type { FrameResult } from '@framewatch/protocol';
import type { Backlog } from './Backlog';
import type { Shown, SyncStrategy, TimedPicture } from './types';

/** Shows a picture at once, with the newest result. */
export class LiveSync<P extends TimedPicture> implements SyncStrategy<P> {
  constructor(private readonly backlog: Backlog<P>) {}

  get pending(): boolean {
    return this.backlog.pictures.length > 0 || this.newerResult() !== null;
  }

  take(nowMs: number): Shown<P> | null {
    const { backlog } = this;
    if (backlog.pictures.length === 0) {
      const newer = this.newerResult();
      return newer && this.showResult(newer);
    }
    backlog.drop(backlog.pictures.length - 1, 'superseded');
    const newest = backlog.newestResult;
    const ptsUs = backlog.pictures[0]?.picture.ptsUs ?? 0;
    const near = newest && this.isNear(newest, ptsUs) ? newest : null;
    return backlog.show(near?.ptsUs === ptsUs ? 'paired' : 'newest', near, nowMs);
  }

  /** A result that came after its picture was painted. */
  private showResult(result: FrameResult): Shown<P> {
    this.backlog.shownResultPtsUs = result.ptsUs;
    return { picture: null, result, verdict: result.ptsUs === this.backlog.shownPtsUs ? 'paired' : 'newest' };
  }

  private newerResult(): FrameResult | null {
    const { newestResult, shownResultPtsUs, shownPtsUs } = this.backlog;
    const newer = newestResult && newestResult.ptsUs > shownResultPtsUs && this.isNear(newestResult, shownPtsUs);
    return newer ? newestResult : null;
  }

  private isNear(result: FrameResult, ptsUs: number): boolean {
    return Math.abs(result.ptsUs - ptsUs) <= this.backlog.limits.maxResultAgeUs;
  }
}
