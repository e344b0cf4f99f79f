/** Further behind than this, capture to paint, is late: three times what a picture may wait for its result. */
const BEHIND_MS = 1_500;
/** Once behind, less than this is on time again. */
const CAUGHT_UP_MS = 1_000;
/** For this long, before it counts: a page that loads something is busy for a moment. */
const SUSTAINED_MS = 4_000;
/** What was decided shows its effect after this time; a new connection first brings a whole group of pictures. */
const SETTLE_MS = 8_000;
/** On time for this long, before more is asked for. */
const CALM_MS = 30_000;
const LONGEST_CALM_MS = 600_000;
/** The part of that time that may be busy or late: every machine has its moments. */
const UNQUIET_PART = 0.25;
/** Behind again so soon after more was asked for: it was too much. */
const RELAPSE_MS = 60_000;

export interface LoadSample {
  nowMs: number;
  /** Capture to paint of the newest picture; null while that is not known or none is due. */
  lagMs: number | null;
  /** Most pictures are lost on the way. */
  losing: boolean;
  /** Work waits in this browser: for its decoder, or for the page's own turn. */
  busy: boolean;
}

/** How far behind, and whether that is for the browser or for what lies between it and the runner. */
export interface Behind {
  lagMs: number;
  cause: 'browser' | 'connection';
}

/**
 * Decides from regular samples how much of a stream this browser is asked to take: level 0 is everything, each further
 * one less. Goes down when the browser has been behind for a while, and comes back slowly, ever more slowly where that
 * fails. A slow connection is told, and is the runner's business: it leaves pictures out by itself.
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

  /** There are fewer levels now: `mostReduced` is the last. */
  limit(mostReduced: number): void {
    this.levelNow = Math.max(0, Math.min(this.levelNow, mostReduced));
  }

  /** What follows is another picture of the load: a new connection, a page that comes back into view. */
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

  /** A browser that is behind counts as behind until the effect can be seen. */
  private changed(nowMs: number): void {
    const { behind } = this;
    this.settle(nowMs);
    this.behindNow = behind;
  }
}
