import type { TimedPicture } from './types';

/** A longer time between two pictures than this many usual ones is a gap: single pictures may be missing. */
const GAP_INTERVALS = 3;
/** The usual interval follows a change of the camera's frame rate within about this many pictures. */
const MEMORY_PICTURES = 8;
const MAX_GAPS = 16;

/** Remembers where pictures of an epoch are missing: what moved meanwhile did so unseen. */
export class GapDetector {
  private lastPtsUs: number | null = null;
  private usualUs: number | null = null;
  /** Times of the pictures that follow a gap. */
  private gaps: number[] = [];

  add({ ptsUs, discontinuity }: Pick<TimedPicture, 'ptsUs' | 'discontinuity'>): void {
    if (this.lastPtsUs === null) {
      this.lastPtsUs = ptsUs;
      return;
    }
    const intervalUs = ptsUs - this.lastPtsUs;
    if (intervalUs <= 0) {
      return;
    }
    this.lastPtsUs = ptsUs;
    if (discontinuity || (this.usualUs !== null && intervalUs > GAP_INTERVALS * this.usualUs)) {
      this.gaps = [...this.gaps, ptsUs].slice(-MAX_GAPS);
    }
    this.usualUs = this.usualUs === null ? intervalUs : this.usualUs + (intervalUs - this.usualUs) / MEMORY_PICTURES;
  }

  /** Returns whether pictures are missing between the one at `fromUs` and the one at `toUs`. */
  between(fromUs: number, toUs: number): boolean {
    return this.gaps.some((ptsUs) => ptsUs > fromUs && ptsUs <= toUs);
  }

  reset(): void {
    this.lastPtsUs = null;
    this.usualUs = null;
    this.gaps = [];
  }
}
