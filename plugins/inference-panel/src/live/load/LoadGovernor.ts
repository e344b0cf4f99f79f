/** A larger delay from capture to paint is late: three times the longest wait for a result. */
const BEHIND_MS = 1_500;
/** Once behind, a smaller delay is on time again. */
const CAUGHT_UP_MS = 1_000;
/** The delay has to last for this time: a page that loads something is busy for a moment. */
const SUSTAINED_MS = 4_000;
/** A decision has its effect after this time; a new connection first brings a whole group of pictures. */
const SETTLE_MS = 8_000;
/** Time without delay before more is asked for. */
const CALM_MS = 30_000;
const LONGEST_CALM_MS = 600_000;
/** The share of that time that may be busy or late. */
const UNQUIET_PART = 0.25;
/** When it is behind again within this time after asking for more, that was too much. */
const RELAPSE_MS = 60_000;

export interface LoadSample {
  nowMs: number;
  /** Capture to paint of the newest picture; null while that is not known or none is due. */
  lagMs: number | null;
  /** Most pictures are lost on the way. */
  losing: boolean;
  /** Work waits in this browser, for its decoder or for the page's event loop. */
  busy: boolean;
}

/** The delay, and whether the browser or the connection causes it. */
export interface Behind {
  lagMs: number;
  cause: 'browser' | 'connection';
}

/**
 * Decides from regular samples how much of a stream to ask for: level 0 is everything, each further level less. Reduces
 * when the browser has been behind for a while, and returns slowly, more slowly after each failure. Only reports a slow
 * connection: the runner skips pictures by itself then.
 */
export class LoadGovernor {
  private levelNow = 0;
  private behindNow: Behind | null = null;
  private settledAtMs: number | null = null;
  private lateSinceMs: number | null = null;
  private lateSamples = 0;
  private busySamples = 0;
  private calmSinceMs: number | null = null;
  private calmSamples = 0;
  private unquietSamples = 0;
  private calmMs = CALM_MS;
  private raisedAtMs = -Infinity;

  get level(): number {
    return this.levelNow;
  }

  get behind(): Behind | null {
    return this.behindNow;
  }

  /** Sets the last level, `mostReduced`. */
  limit(mostReduced: number): void {
    this.levelNow = Math.max(0, Math.min(this.levelNow, mostReduced));
  }

  /** Forgets earlier samples: after a new connection, or when the page becomes visible again. */
  settle(nowMs: number): void {
    this.settledAtMs = nowMs + SETTLE_MS;
    this.behindNow = null;
    this.lateSinceMs = null;
    this.calmSinceMs = null;
  }

  /** Returns whether the level changed; it stays within 0 and `mostReduced`. */
  judge(sample: LoadSample, mostReduced: number): boolean {
    const { nowMs, lagMs, losing, busy } = sample;
    if (lagMs === null || (this.settledAtMs !== null && nowMs < this.settledAtMs)) {
      return false;
    }
    const late = losing || lagMs > (this.behind ? CAUGHT_UP_MS : BEHIND_MS);
    this.calmSamples += 1;
    this.unquietSamples += late || busy ? 1 : 0;
    return late ? this.judgeLate(nowMs, lagMs, busy, mostReduced) : this.judgeOnTime(nowMs);
  }

  private judgeLate(nowMs: number, lagMs: number, busy: boolean, mostReduced: number): boolean {
    if (this.lateSinceMs === null) {
      this.lateSinceMs = nowMs;
      this.lateSamples = 0;
      this.busySamples = 0;
    }
    this.lateSamples += 1;
    this.busySamples += busy ? 1 : 0;
    if (nowMs - this.lateSinceMs < SUSTAINED_MS) {
      return false;
    }
    this.calmSinceMs = null;
    const cause = this.busySamples * 2 > this.lateSamples ? 'browser' : 'connection';
    this.behindNow = { lagMs, cause };
    if (cause === 'connection' || this.level >= mostReduced) {
      return false;
    }
    if (nowMs - this.raisedAtMs < RELAPSE_MS) {
      this.calmMs = Math.min(this.calmMs * 2, LONGEST_CALM_MS);
    }
    this.levelNow += 1;
    this.changed(nowMs);
    return true;
  }

  private judgeOnTime(nowMs: number): boolean {
    this.behindNow = null;
    this.lateSinceMs = null;
    if (this.calmSinceMs === null) {
      this.beginCalm(nowMs);
      return false;
    }
    if (this.level === 0 || nowMs - this.calmSinceMs < this.calmMs) {
      return false;
    }
    if (this.unquietSamples > this.calmSamples * UNQUIET_PART) {
      this.beginCalm(nowMs);
      return false;
    }
    this.levelNow -= 1;
    this.raisedAtMs = nowMs;
    this.changed(nowMs);
    return true;
  }

  private beginCalm(nowMs: number): void {
    this.calmSinceMs = nowMs;
    this.calmSamples = 0;
    this.unquietSamples = 0;
  }

  /** A browser counts as behind until the decision has its effect. */
  private changed(nowMs: number): void {
    const { behind } = this;
    this.settle(nowMs);
    this.behindNow = behind;
  }
}
