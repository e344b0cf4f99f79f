import type { FrameResult, VideoMessage } from '@framewatch/protocol';
import type { DecoderKind } from '../decoder';
import { type Behind, LoadGovernor } from './LoadGovernor';
import { PictureFilter, planReductions, type Reduction } from './reductions';

/** Number of waiting pictures that shows that the decoder cannot keep up. */
const BUSY_QUEUE: Record<DecoderKind, number> = { webcodecs: 6, jpeg: 4 };
/** A larger delay of a timer shows that the page is busy. */
const BUSY_LATE_MS = 250;
/** Number of samples over which losses are counted. */
const LOSS_SAMPLES = 4;
/** Fewer lost pictures are ignored. */
const LEAST_LOST = 10;

/** A sample of the player's work. */
export interface LoadFacts {
  nowMs: number;
  /** How late the timer of this sample came. */
  lateMs: number;
  decoder: { kind: DecoderKind; queue: number } | null;
  /** Since the newest picture was painted. */
  paintedAgeMs: number;
  /** Total of lost pictures, without those that were skipped on purpose. */
  lost: number;
  shownFps: number;
}

/** Watches whether this browser keeps up with its stream, and decides how much of it to ask for. */
export class LoadWatch {
  private readonly governor = new LoadGovernor();
  private readonly filter = new PictureFilter();
  private reductions: Reduction[] = [];
  private worstMs: number | null = null;
  private latestMs: number | null = null;
  private lostBefore: number[] = [];

  /** These decoders can be used, best first. */
  plan(steps: readonly DecoderKind[]): void {
    const [best] = steps;
    this.reductions = best ? planReductions(best, steps.includes('jpeg')) : [];
    this.governor.limit(this.reductions.length - 1);
  }

  /** The part of the stream to ask for; null when no decoder can be used. */
  get reduction(): Reduction | null {
    return this.reductions[this.governor.level] ?? null;
  }

  get reduced(): boolean {
    return this.governor.level > 0;
  }

  get behind(): Behind | null {
    return this.governor.behind;
  }

  settle(nowMs: number): void {
    this.governor.settle(nowMs);
    this.worstMs = null;
    this.lostBefore = [];
  }

  /** Returns the picture if it has to be decoded now. `paired`: pictures are shown with their own results. */
  takePicture(message: VideoMessage, paired: boolean): VideoMessage | null {
    return this.reduction && this.filter.takePicture(message, this.reduction, paired);
  }

  /** Returns the picture that has to be decoded since its result came. */
  takeResult(result: FrameResult): VideoMessage | null {
    return this.reduction && this.filter.takeResult(result, this.reduction);
  }

  /** A picture was painted. `latencyMs`: time since its capture; null while the runner's clock is not known. */
  painted(latencyMs: number | null): void {
    this.latestMs = latencyMs;
    this.worstMs = latencyMs === null ? null : Math.max(this.worstMs ?? 0, latencyMs);
  }

  /** Returns whether the part to ask for has changed. */
  judge({ nowMs, lateMs, decoder, paintedAgeMs, lost, shownFps }: LoadFacts): boolean {
    const queue = decoder?.queue ?? 0;
    // Nothing was painted although pictures wait: the age of the newest painted one counts.
    const waitingMs = queue > 0 && this.latestMs !== null ? this.latestMs + paintedAgeMs : null;
    const lagMs = this.worstMs ?? waitingMs;
    const busy = lateMs > BUSY_LATE_MS || (decoder !== null && queue >= BUSY_QUEUE[decoder.kind]);
    this.worstMs = null;
    return this.governor.judge({ nowMs, lagMs, busy, losing: this.losing(lost, shownFps) }, this.reductions.length - 1);
  }

  private losing(lost: number, shownFps: number): boolean {
    this.lostBefore.push(lost);
    if (this.lostBefore.length > LOSS_SAMPLES + 1) {
      this.lostBefore.shift();
    }
    const recently = lost - (this.lostBefore[0] ?? lost);
    // The frame rate is of the same two seconds.
    return recently >= LEAST_LOST && recently > 2 * (2 * shownFps);
  }
}
