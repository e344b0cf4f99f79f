import type { FrameResult } from '@framewatch/protocol';

/** How pictures and results are brought together. */
export type SyncMode = 'exact' | 'smooth' | 'live';

/** The panel's option: `auto` is `smooth` while the model is slower than the camera, else `exact`. */
export type SyncChoice = 'auto' | SyncMode;

/** The part of a picture that the buffer uses. It closes the pictures that it drops. */
export interface TimedPicture {
  readonly epoch: number;
  readonly ptsUs: number;
  /** Pictures are missing between this one and the one before it. */
  readonly discontinuity: boolean;
  close(): void;
}

/** What the overlay shows. */
export interface ShownResult extends FrameResult {
  /** True when the positions lie between those of two results; absent for what the model found in this picture. */
  interpolated?: true;
}

/**
 * What to paint now. `paired`: the result belongs to this picture. `interpolated`: the picture lies between two results,
 * and so do the positions. `no-result`: none came in time. `newest`: live mode, the result may belong to an earlier
 * picture, or a later one when decoding lags.
 */
export interface Shown<P extends TimedPicture> {
  /** Owned by the receiver. Null when the shown picture stays and only the result is newer (live mode). */
  picture: P | null;
  result: ShownResult | null;
  verdict: 'paired' | 'interpolated' | 'no-result' | 'newest';
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
  /** Longest wait of a picture for its result, exact mode. */
  waitMs: number;
  /** Longest wait of a picture for the result after it, smooth mode. */
  smoothWaitMs: number;
  /** Largest distance between a result and the picture that it is painted on, live mode. */
  maxResultAgeUs: number;
  /** Largest lag of the shown picture behind the newest one that could be shown. */
  maxBehindUs: number;
  /** Most pictures that are held: they occupy the decoder's memory. */
  maxPictures: number;
  maxResults: number;
}

export const SYNC_LIMITS: SyncLimits = {
  waitMs: 500,
  smoothWaitMs: 400,
  maxResultAgeUs: 1_000_000,
  maxBehindUs: 150_000,
  maxPictures: 32,
  maxResults: 64,
};

/** Takes what is due out of the backlog, in one mode. */
export interface SyncStrategy<P extends TimedPicture> {
  /** Returns whether `take` may return something, now or after a wait. */
  readonly pending: boolean;
  /** Returns the picture that is due, or null. Drops older pictures. */
  take(nowMs: number): Shown<P> | null;
}
