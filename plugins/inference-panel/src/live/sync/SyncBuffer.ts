import type { FrameResult } from '@framewatch/protocol';

export type SyncMode = 'exact' | 'live';

/** The part of a picture that the buffer uses. It closes the pictures that it drops. */
export interface TimedPicture {
  readonly epoch: number;
  readonly ptsUs: number;
  close(): void;
}

/**
 * What to paint now. `paired`: the result belongs to this picture. `no-result`: none came in time. `newest`: live mode,
 * the
 * result may belong to an earlier picture, or a later one when decoding lags.
 */
export interface Shown<P extends TimedPicture> {
  /** Owned by the receiver. Null when the shown picture stays and only the result is newer (live mode). */
  picture: P | null;
  result: FrameResult | null;
  verdict: 'paired' | 'no-result' | 'newest';
}

/** Pictures that were never painted, by reason. */
export interface SyncCounts {
  /** Not inferred. */
  skipped: number;
  /** A newer one was ready at the same repaint. */
  superseded: number;
  /** Of an earlier epoch. */
  late: number;
  /**
   * Pictures from before a new connection, which it sends so that a picture can be shown at once. Dropping them is no
   * loss.
   */
  repeated: number;
}

export interface SyncLimits {
  /** Longest wait of a picture for its result. */
  waitMs: number;
  /** Largest distance between a result and the picture that it is painted on, live mode. */
  maxResultAgeUs: number;
  /** Largest lag of the shown picture behind the newest one with a result. */
  maxBehindUs: number;
  /** Most pictures that are held: they occupy the decoder's memory. */
  maxPictures: number;
  maxResults: number;
}

export const SYNC_LIMITS: SyncLimits = {
  waitMs: 500,
  maxResultAgeUs: 1_000_000,
  maxBehindUs: 150_000,
  maxPictures: 32,
  maxResults: 64,
};

interface Waiting<P> {
  picture: P;
  sinceMs: number;
}

/**
 * Pairs pictures and results by `(epoch, ptsUs)`, whatever the order in which they come. Owns the pictures that it
 * holds.
 * Times are passed in (milliseconds, monotonic).
 */
export class SyncBuffer<P extends TimedPicture> {
  readonly counts: SyncCounts = { skipped: 0, superseded: 0, late: 0, repeated: 0 };
  private epoch: number | null = null;
  /** Oldest first. */
  private pictures: Array<Waiting<P>> = [];
  /** By pts, oldest first. */
  private results: FrameResult[] = [];
  private shownPtsUs = -Infinity;
  private shownResultPtsUs = -Infinity;
  /** When something was last shown, or could first have been. */
  private shownAtMs: number | null = null;
  /** When the first picture came. */
  private joinedAtMs: number | null = null;
  /** Where what the viewer joined begins: at its first result. Infinity until that came, or was waited for in vain. */
  private liveFromPtsUs = Infinity;

  constructor(
    public mode: SyncMode = 'exact',
    private readonly limits: SyncLimits = SYNC_LIMITS
  ) {}

  /** Returns whether `take` may return something, now or after a wait. */
  get pending(): boolean {
    return this.pictures.length > 0 || (this.mode === 'live' && this.hasNewerResult());
  }

  get heldPictures(): number {
    return this.pictures.length;
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
    insert(this.pictures, { picture, sinceMs: nowMs }, (entry) => entry.picture.ptsUs);
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

  /** Returns the picture that is due, or null. Drops older pictures. */
  take(nowMs: number): Shown<P> | null {
    if (this.liveFromPtsUs === Infinity && this.joinedAtMs !== null && nowMs - this.joinedAtMs >= this.limits.waitMs) {
      this.liveFromPtsUs = -Infinity;
    }
    return this.mode === 'exact' ? this.takeExact(nowMs) : this.takeLive(nowMs);
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
  }

  private takeExact(nowMs: number): Shown<P> | null {
    const paired = this.nextPaired();
    if (paired !== null) {
      this.drop(paired.index, 'skipped', paired.inferred);
      return this.show('paired', paired.result, nowMs);
    }
    const newestResultPtsUs = this.results[this.results.length - 1]?.ptsUs ?? -Infinity;
    const passedOver = count(this.pictures, ({ picture }) => picture.ptsUs < newestResultPtsUs);
    const expired = count(this.pictures, ({ sinceMs }) => nowMs - sinceMs >= this.patienceMs());
    const starving = this.shownAtMs !== null && nowMs - this.shownAtMs >= this.limits.waitMs;
    if (starving) {
      return this.showExpired(Math.max(expired, passedOver), nowMs);
    }
    this.drop(passedOver, 'skipped');
    return this.showExpired(expired - passedOver, nowMs);
  }

  /** A fast stream fills the buffer before its pictures have waited their time. */
  private patienceMs(): number {
    const full = this.pictures.length >= this.limits.maxPictures;
    return full ? this.limits.waitMs / 2 : this.limits.waitMs;
  }

  /** Shows the newest of the first `due` pictures, none of which has a result. */
  private showExpired(due: number, nowMs: number): Shown<P> | null {
    if (due <= 0) {
      return null;
    }
    this.drop(due - 1, 'superseded');
    return this.show('no-result', null, nowMs);
  }

  private takeLive(nowMs: number): Shown<P> | null {
    const newest = this.results[this.results.length - 1];
    if (this.pictures.length === 0) {
      return newest && this.hasNewerResult() ? this.showResult(newest) : null;
    }
    this.drop(this.pictures.length - 1, 'superseded');
    const ptsUs = this.pictures[0]?.picture.ptsUs ?? 0;
    const near = newest && Math.abs(ptsUs - newest.ptsUs) <= this.limits.maxResultAgeUs ? newest : null;
    return this.show(near?.ptsUs === ptsUs ? 'paired' : 'newest', near, nowMs);
  }

  /** A result that came after its picture was painted, live mode. */
  private showResult(result: FrameResult): Shown<P> {
    this.shownResultPtsUs = result.ptsUs;
    return { picture: null, result, verdict: result.ptsUs === this.shownPtsUs ? 'paired' : 'newest' };
  }

  private hasNewerResult(): boolean {
    const newest = this.results[this.results.length - 1];
    return (
      newest !== undefined &&
      newest.ptsUs > this.shownResultPtsUs &&
      Math.abs(newest.ptsUs - this.shownPtsUs) <= this.limits.maxResultAgeUs
    );
  }

  /** Removes and returns the oldest picture. */
  private show(verdict: Shown<P>['verdict'], result: FrameResult | null, nowMs: number): Shown<P> | null {
    const shown = this.pictures.shift();
    if (!shown) {
      return null;
    }
    this.shownPtsUs = shown.picture.ptsUs;
    this.shownResultPtsUs = result?.ptsUs ?? this.shownResultPtsUs;
    this.shownAtMs = nowMs;
    const keepFrom = this.mode === 'exact' ? this.shownPtsUs + 1 : this.shownResultPtsUs;
    this.results = this.results.filter((entry) => entry.ptsUs >= keepFrom);
    return { picture: shown.picture, result, verdict };
  }

  /**
   * The picture to show of those that have their result: the oldest that is not too far behind the newest. Results come
   * in bursts; showing one after the other at each repaint looks smooth and costs a few repaints of latency.
   */
  private nextPaired(): { index: number; result: FrameResult; inferred: Set<number> } | null {
    const results = new Map(this.results.map((result) => [result.ptsUs, result]));
    let next: { index: number; result: FrameResult } | null = null;
    let newestPtsUs: number | null = null;
    for (let index = this.pictures.length - 1; index >= 0; index--) {
      const ptsUs = this.pictures[index]?.picture.ptsUs ?? NaN;
      const result = results.get(ptsUs);
      if (result) {
        newestPtsUs ??= ptsUs;
        if (newestPtsUs - ptsUs > this.limits.maxBehindUs) {
          break;
        }
        next = { index, result };
      }
    }
    return next && { ...next, inferred: new Set(results.keys()) };
  }

  /** Drops the oldest pictures; those that have a result in `inferred` were only too many for one repaint. */
  private drop(howMany: number, why: keyof SyncCounts, inferred?: ReadonlySet<number>): void {
    for (const { picture } of this.pictures.splice(0, howMany)) {
      picture.close();
      const cause = inferred?.has(picture.ptsUs) ? 'superseded' : why;
      this.counts[picture.ptsUs < this.liveFromPtsUs ? 'repeated' : cause] += 1;
    }
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

/** Returns the length of the longest prefix whose entries fulfil `holds`. */
function count<T>(list: readonly T[], holds: (item: T) => boolean): number {
  const end = list.findIndex((item) => !holds(item));
  return end < 0 ? list.length : end;
}
