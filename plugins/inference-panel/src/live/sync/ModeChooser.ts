import type { FrameResult } from '@framewatch/protocol';
import type { Settled } from './Backlog';

/** What is decided on: the pictures of this time. */
const WINDOW_MS = 2_000;
/** Fewer pictures, or less of that time, say nothing. */
const LEAST_PICTURES = 5;
const LEAST_MS = 1_000;
/** The model is slower than the camera from this share of pictures without a result on … */
const SLOWER_FROM = 0.25;
/** … until it is below this one. */
const SLOWER_UNTIL = 0.1;
/** Share of pictures whose results have to come within the bound of `smooth`: else boxes would come and go. */
const TIMELY_FROM = 0.9;
const TIMELY_UNTIL = 0.7;

/**
 * Chooses between `exact` and `smooth`: smooth while the model looks at clearly fewer pictures than the camera sends, has
 * its results in time and its objects are tracked. The thresholds differ by direction, so that a model that is nearly
 * fast enough does not switch to and fro.
 */
export class ModeChooser {
  mode: 'exact' | 'smooth' = 'exact';
  private pictures: Settled[] = [];
  private tracked: boolean | null = null;

  /** `smoothWaitMs`: longest wait of a picture in smooth mode. */
  constructor(private readonly smoothWaitMs: number) {}

  addResult({ detections }: FrameResult): void {
    if (detections.length > 0) {
      this.tracked = detections.some(({ track }) => track !== undefined);
    }
  }

  addPictures(settled: readonly Settled[], nowMs: number): void {
    this.pictures = [...this.pictures, ...settled].filter(({ atMs }) => nowMs - atMs < WINDOW_MS);
    const spanMs = nowMs - (this.pictures[0]?.atMs ?? nowMs);
    if (this.pictures.length >= LEAST_PICTURES && spanMs >= LEAST_MS) {
      this.mode = this.choose();
    }
  }

  reset(): void {
    this.mode = 'exact';
    this.pictures = [];
    this.tracked = null;
  }

  private choose(): 'exact' | 'smooth' {
    const smooth = this.mode === 'smooth';
    const slower = this.share(({ inferred }) => !inferred) >= (smooth ? SLOWER_UNTIL : SLOWER_FROM);
    const timely = this.share(({ waitedMs }) => waitedMs <= this.smoothWaitMs) >= (smooth ? TIMELY_UNTIL : TIMELY_FROM);
    return slower && timely && this.tracked !== false ? 'smooth' : 'exact';
  }

  private share(holds: (picture: Settled) => boolean): number {
    return this.pictures.filter(holds).length / this.pictures.length;
  }
}
