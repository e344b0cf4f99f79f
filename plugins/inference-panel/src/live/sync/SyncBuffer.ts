import type { FrameResult } from '@framewatch/protocol';

export type SyncMode = 'exact' | 'live';

/** What the buffer has to know of a picture; it closes those that it drops. */
export interface TimedPicture {
  readonly epoch: number;
  readonly ptsUs: number;
  close(): void;
}

/**
 * What to paint now. `paired`: the result is of this very picture. `no-result`: none came in time. `newest`: live mode,
 * the result may be of a picture before (or, where decoding lags, after) this one.
 */
export interface Shown<P extends TimedPicture> {
  /** Owned by the receiver. Null: the picture on the screen stays, only the result is newer (live mode). */
  picture: P | null;
  result: FrameResult | null;
  verdict: 'paired' | 'no-result' | 'newest';
}

/** Pictures that were never painted, by why. */
export interface SyncCounts {
  /** The model did not look at them. */
  skipped: number;
  /** A newer one was ready at the same repaint. */
  superseded: number;
  /** Of an epoch that is over. */
  late: number;
  /**
   * What a new connection sends of before it, to have a picture at once: of a time that is already past, or older than
   * the first result. Nothing is lost by dropping them.
   */
  repeated: number;
}

export interface SyncLimits {
  /** How long a picture waits for its result. */
  waitMs: number;
  /** How far a result may be from the picture that it is painted on, live mode. */
  maxResultAgeUs: number;
  /** How far the picture shown may be behind the newest one that has its result. */
  maxBehindUs: number;
  /** Held pictures pin the decoder's memory. */
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
 * Brings pictures and results together by `(epoch, ptsUs)`, however late, early or unordered either of them comes.
 * Owns the pictures that it holds. Knows no clock: times are passed in (milliseconds, monotonic).
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

  /** Whether `take` may have something to say, now or once a wait is over. */
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

  /** The picture that is due, or null. What is older than it is dropped. */
  take(nowMs: number): Shown<P> | null {
    if (this.liveFromPtsUs === Infinity && this.joinedAtMs !== null && nowMs - this.joinedAtMs >= this.limits.waitMs) {
      this.liveFromPtsUs = -Infinity;
    }
    return this.mode === 'exact' ? this.takeExact(nowMs) : this.takeLive(nowMs);
  }

  /** Forgets everything, the epoch too: what comes next is a new stream. */
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

  /** Hands the oldest picture out. */
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

/** Keeps `list` in the order of `key`; nearly always that is a push. Of two with the same key the later one follows. */
function insert<T>(list: T[], item: T, key: (item: T) => number): void {
  let index = list.length;
  while (index > 0 && key(list[index - 1] as T) > key(item)) {
    index -= 1;
  }
  list.splice(index, 0, item);
}

/** How many of the first entries fulfil `holds`, without a gap. */
function count<T>(list: readonly T[], holds: (item: T) => boolean): number {
  const end = list.findIndex((item) => !holds(item));
  return end < 0 ? list.length : end;
}
