import type { FrameResult } from '@framewatch/protocol';
import { RateMeter } from './RateMeter';
import type { PageClock } from './clock';
import type { Picture } from './decoder';
import type { Renderer } from './renderer';
import type { Painted } from './report';
import { SyncBuffer, type SyncChoice, type SyncMode } from './sync';

export interface PresenterListener {
  /** Called after both canvases were painted. */
  onPainted(painted: Painted): void;
  /** A picture was painted. `latencyMs`: time since its capture; null while the runner's clock is not known. */
  onLatency(latencyMs: number | null): void;
}

interface PaintedPicture {
  epoch: number;
  ptsUs: number;
  captureTimeUs: number;
  /** When it was painted, by this machine's monotonic clock. */
  atMs: number;
}

/** Paints decoded pictures with their results when the browser repaints. Owns the pictures that wait to be painted. */
export class Presenter {
  private readonly sync = new SyncBuffer<Picture>();
  private readonly shown = new RateMeter();
  private readonly inferred = new RateMeter();
  private readonly skipped = new RateMeter();
  private cancelRepaint: (() => void) | null = null;
  private latencyMs: number | null = null;
  private last: (PaintedPicture & { verdict: Painted['verdict'] }) | null = null;

  /** `serverOffsetUs`: how far the runner's clock is ahead of this machine's; null while that is not known. */
  constructor(
    private readonly clock: PageClock,
    private readonly renderer: Renderer,
    private readonly serverOffsetUs: () => number | null,
    private readonly listener: PresenterListener
  ) {}

  get syncMode(): SyncMode {
    return this.sync.mode;
  }

  setSync(choice: SyncChoice): void {
    this.sync.choice = choice;
    this.requestPaint();
  }

  /** Milliseconds since a picture was painted; null before the first. */
  get sincePaintedMs(): number | null {
    return this.last && this.clock.nowMs() - this.last.atMs;
  }

  /**
   * Milliseconds since the picture on the screen was captured; while the runner's clock is not known, since it was
   * painted. Null before the first picture. Who joins a camera that is down sees a picture that is older than its painting.
   */
  get pictureAgeMs(): number | null {
    return this.last && (this.sinceMs(this.last.captureTimeUs) ?? this.sincePaintedMs);
  }

  /** True while the picture on the screen has no result. */
  get withoutResult(): boolean {
    return this.last?.verdict === 'no-result';
  }

  takePicture(picture: Picture): void {
    this.sync.pushPicture(picture, this.clock.nowMs());
    this.requestPaint();
  }

  takeResult(result: FrameResult): void {
    this.inferred.add(this.clock.nowMs());
    this.sync.pushResult(result);
    this.requestPaint();
  }

  /** Drops what waits to be painted: another stream follows, or the same one from its beginning. */
  reset(): void {
    this.sync.reset();
  }

  dispose(): void {
    this.sync.reset();
    this.cancelRepaint?.();
  }

  figures() {
    const now = this.clock.nowMs();
    const { late, superseded, skipped } = this.sync.counts;
    const shownFps = this.shown.perSecond(now);
    return {
      shownFps,
      inferredFps: this.inferred.perSecond(now),
      latencyMs: shownFps > 0 ? this.latencyMs : null,
      /** Pictures that came and were not painted, though they should have been. */
      lost: late + superseded,
      skipped,
      skippedFps: this.skipped.perSecond(now),
    };
  }

  private requestPaint(): void {
    if (this.cancelRepaint === null && this.sync.pending) {
      this.cancelRepaint = this.clock.onRepaint(() => {
        this.cancelRepaint = null;
        this.paint();
        this.requestPaint();
      });
    }
  }

  private paint(): void {
    const now = this.clock.nowMs();
    const { skipped } = this.sync.counts;
    const shown = this.sync.take(now);
    this.skipped.add(now, this.sync.counts.skipped - skipped);
    if (!shown) {
      return;
    }
    const { picture, result, verdict } = shown;
    if (picture) {
      this.renderer.drawPicture(picture);
      picture.close();
      this.shown.add(now);
      this.latencyMs = this.sinceMs(picture.captureTimeUs);
      this.listener.onLatency(this.latencyMs);
      const { epoch, ptsUs, captureTimeUs } = picture;
      this.last = { epoch, ptsUs, captureTimeUs, atMs: now, verdict };
    }
    this.renderer.drawResult(result);
    const detections = result?.detections ?? [];
    if (this.last) {
      const { epoch, ptsUs } = this.last;
      const whole = result?.interpolated ? null : result;
      const resultSeq = whole?.seq ?? null;
      this.listener.onPainted({ epoch, ptsUs, verdict, resultSeq, resultPtsUs: whole?.ptsUs ?? null, detections });
    }
  }

  /** Milliseconds since a capture, by the runner's clock; null while that is not known. */
  private sinceMs(captureTimeUs: number): number | null {
    const offsetUs = this.serverOffsetUs();
    if (offsetUs === null || captureTimeUs <= 0) {
      return null;
    }
    return Math.max(0, (this.clock.wallUs() + offsetUs - captureTimeUs) / 1_000);
  }
}
