import type { FrameResult } from '@framewatch/protocol';
import type { Backlog } from './Backlog';
import { prefixLength } from './prefixLength';
import type { Shown, SyncStrategy, TimedPicture } from './types';

interface Paired {
  index: number;
  result: FrameResult;
  inferred: ReadonlySet<number>;
}

/** Shows a picture with its own result; pictures that the model skipped are left out. */
export class ExactSync<P extends TimedPicture> implements SyncStrategy<P> {
  constructor(private readonly backlog: Backlog<P>) {}

  get pending(): boolean {
    return this.backlog.pictures.length > 0;
  }

  take(nowMs: number): Shown<P> | null {
    const { backlog } = this;
    const { pictures, shownAtMs, limits } = backlog;
    const paired = this.nextPaired();
    if (paired !== null) {
      backlog.drop(paired.index, 'skipped', paired.inferred);
      return backlog.show('paired', paired.result, nowMs);
    }
    const newestResultPtsUs = backlog.newestResult?.ptsUs ?? -Infinity;
    const passedOver = prefixLength(pictures, ({ picture }) => picture.ptsUs < newestResultPtsUs);
    const expired = prefixLength(pictures, ({ sinceMs }) => nowMs - sinceMs >= this.patienceMs());
    const starving = shownAtMs !== null && nowMs - shownAtMs >= limits.waitMs;
    if (starving) {
      return this.showExpired(Math.max(expired, passedOver), nowMs);
    }
    backlog.drop(passedOver, 'skipped');
    return this.showExpired(expired - passedOver, nowMs);
  }

  /** A fast stream fills the backlog before its pictures have waited their time. */
  private patienceMs(): number {
    const { pictures, limits } = this.backlog;
    const full = pictures.length >= limits.maxPictures;
    return full ? limits.waitMs / 2 : limits.waitMs;
  }

  /** Shows the newest of the first `due` pictures, none of which has a result. */
  private showExpired(due: number, nowMs: number): Shown<P> | null {
    if (due <= 0) {
      return null;
    }
    this.backlog.drop(due - 1, 'superseded');
    return this.backlog.show('no-result', null, nowMs);
  }

  /**
   * The picture to show of those that have their result: the oldest that is not too far behind the newest. Results come
   * in bursts; showing one after the other at each repaint looks smooth and costs a few repaints of latency.
   */
  private nextPaired(): Paired | null {
    const { pictures, limits } = this.backlog;
    const results = new Map(this.backlog.results.map((result) => [result.ptsUs, result]));
    let next: { index: number; result: FrameResult } | null = null;
    let newestPtsUs: number | null = null;
    for (let index = pictures.length - 1; index >= 0; index--) {
      const ptsUs = pictures[index]?.picture.ptsUs ?? NaN;
      const result = results.get(ptsUs);
      if (result) {
        newestPtsUs ??= ptsUs;
        if (newestPtsUs - ptsUs > limits.maxBehindUs) {
          break;
        }
        next = { index, result };
      }
    }
    return next && { ...next, inferred: new Set(results.keys()) };
  }
}
