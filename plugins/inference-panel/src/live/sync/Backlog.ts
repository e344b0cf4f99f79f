import type { FrameResult } from '@framewatch/protocol';
import { GapDetector } from './GapDetector';
import type { Shown, ShownResult, SyncCounts, SyncLimits, TimedPicture } from './types';

export interface Waiting<P> {
  readonly picture: P;
  readonly sinceMs: number;
  /** A result of this picture or of a later one is there: nothing better will come for it. */
  settled: boolean;
}

/** A picture of which it has become known what there is for it. */
export interface Settled {
  atMs: number;
  /** The model looked at this very picture. */
  inferred: boolean;
  /** Since the picture came. */
  waitedMs: number;
}

/** The results around a picture. */
export interface Neighbours {
  before: FrameResult | null;
  after: FrameResult | null;
}

/** Pictures and results of one epoch that wait for each other. Owns the pictures. */
export class Backlog<P extends TimedPicture> {
  readonly counts: SyncCounts = { skipped: 0, superseded: 0, late: 0, repeated: 0 };
  /** Oldest first. */
  pictures: Array<Waiting<P>> = [];
  /** By pts, oldest first: from the newest one that is not after the shown picture. */
  results: FrameResult[] = [];
  shownPtsUs = -Infinity;
  shownResultPtsUs = -Infinity;
  /** When something was last shown, or could first have been. */
  shownAtMs: number | null = null;
  /** Where what the viewer joined begins: at its first result. Infinity until that came, or was waited for in vain. */
  liveFromPtsUs = Infinity;
  readonly gaps = new GapDetector();
  private epoch: number | null = null;
  /** When the first picture came. */
  private joinedAtMs: number | null = null;

  constructor(readonly limits: SyncLimits) {}

  get newestResult(): FrameResult | null {
    return this.results.at(-1) ?? null;
  }

  pushPicture(picture: P, nowMs: number): void {
    const current = this.enter(picture.epoch);
    if (!current || picture.ptsUs <= this.shownPtsUs) {
      picture.close();
      this.counts[current ? 'repeated' : 'late'] += 1;
      return;
    }
    this.shownAtMs ??= nowMs;
    this.joinedAtMs ??= nowMs;
    this.gaps.add(picture);
    insert(this.pictures, { picture, sinceMs: nowMs, settled: false }, (entry) => entry.picture.ptsUs);
    if (this.pictures.length > this.limits.maxPictures) {
      this.drop(1, 'superseded');
    }
  }

  pushResult(result: FrameResult): void {
    if (!this.enter(result.epoch)) {
      return;
    }
    if (this.liveFromPtsUs === Infinity) {
      this.liveFromPtsUs = result.ptsUs;
    }
    insert(this.results, result, (entry) => entry.ptsUs);
    if (this.results.length > this.limits.maxResults) {
      this.results.shift();
    }
  }

  /** Returns the pictures of which it has become known since the last call what there is for them. */
  settle(nowMs: number): Settled[] {
    if (this.liveFromPtsUs === Infinity && this.joinedAtMs !== null && nowMs - this.joinedAtMs >= this.limits.waitMs) {
      this.liveFromPtsUs = -Infinity;
    }
    const newestPtsUs = this.newestResult?.ptsUs ?? -Infinity;
    const due = this.pictures.filter(({ picture, settled }) => !settled && picture.ptsUs <= newestPtsUs);
    for (const entry of due) {
      entry.settled = true;
    }
    return due
      .filter(({ picture }) => picture.ptsUs >= this.liveFromPtsUs)
      .map(({ picture, sinceMs }) => ({
        atMs: nowMs,
        inferred: this.results.some(({ ptsUs }) => ptsUs === picture.ptsUs),
        waitedMs: nowMs - sinceMs,
      }));
  }

  /** The nearest results at or before, and at or after, `ptsUs`. */
  neighbours(ptsUs: number): Neighbours {
    return {
      before: this.results.findLast((result) => result.ptsUs <= ptsUs) ?? null,
      after: this.results.find((result) => result.ptsUs >= ptsUs) ?? null,
    };
  }

  /** Drops the oldest pictures; those that have a result in `inferred` were only too many for one repaint. */
  drop(howMany: number, why: keyof SyncCounts, inferred?: ReadonlySet<number>): void {
    for (const { picture } of this.pictures.splice(0, Math.max(0, howMany))) {
      picture.close();
      const cause = inferred?.has(picture.ptsUs) ? 'superseded' : why;
      this.counts[picture.ptsUs < this.liveFromPtsUs ? 'repeated' : cause] += 1;
    }
  }

  /** Removes and returns the oldest picture. */
  show(verdict: Shown<P>['verdict'], result: ShownResult | null, nowMs: number): Shown<P> | null {
    const shown = this.pictures.shift();
    if (!shown) {
      return null;
    }
    this.shownPtsUs = shown.picture.ptsUs;
    this.shownResultPtsUs = result?.ptsUs ?? this.shownResultPtsUs;
    this.shownAtMs = nowMs;
    const first = this.results.findLastIndex(({ ptsUs }) => ptsUs <= this.shownPtsUs);
    this.results.splice(0, Math.max(0, first));
    return { picture: shown.picture, result, verdict };
  }

  /** Drops everything, including the epoch, before a new stream. */
  reset(): void {
    this.startEpoch(null);
  }

  /** Returns whether messages of `epoch` are of interest. */
  private enter(epoch: number): boolean {
    if (this.epoch === null || epoch > this.epoch) {
      this.startEpoch(epoch);
    }
    return epoch === this.epoch;
  }

  private startEpoch(epoch: number | null): void {
    this.drop(this.pictures.length, 'late');
    this.results = [];
    this.liveFromPtsUs = this.epoch === null ? Infinity : -Infinity;
    this.epoch = epoch;
    this.shownPtsUs = -Infinity;
    this.shownResultPtsUs = -Infinity;
    this.shownAtMs = null;
    this.joinedAtMs = null;
    this.gaps.reset();
  }
}

/** Inserts into `list` in the order of `key`, nearly always at the end; after an entry with the same key. */
function insert<T>(list: T[], item: T, key: (item: T) => number): void {
  let index = list.length;
  while (index > 0 && key(list[index - 1] as T) > key(item)) {
    index -= 1;
  }
  list.splice(index, 0, item);
}
