import type { FrameResult, VideoFormat } from '@framewatch/protocol';
import { RateMeter } from './RateMeter';
import type { Clock } from './clock';
import {
  type BrowserAbilities,
  type DecoderKind,
  type DecoderListener,
  type Picture,
  type PictureDecoder,
  type TransportChoice,
  type Unsupported,
  planDecoders,
} from './decoder';
import { judgeState, stallAfterMs } from './playerState';
import type { Renderer } from './renderer';
import type { Painted, PlayerListener, PlayerStats } from './report';
import { SyncBuffer, type SyncMode } from './sync';
import {
  type LiveSocket,
  LiveTransport,
  type Probe,
  type StatusMessage,
  type TransportListener,
  type TransportState,
} from './transport';

const REPORT_EVERY_MS = 500;
/** A runner or a camera may have changed by then, and with it what can be decoded. */
const RETRY_LADDER_MS = 60_000;
/** A page that nobody has seen for this long gets no video. */
const HIDDEN_PAUSE_MS = 30_000;
const FORMAT_OF: Record<DecoderKind, VideoFormat> = { webcodecs: 'h264', jpeg: 'jpeg' };

export interface PlayerDeps {
  clock: Clock;
  random: () => number;
  probe: Probe;
  openSocket: () => LiveSocket;
  abilities: BrowserAbilities;
  createDecoder: (kind: DecoderKind, listener: DecoderListener) => PictureDecoder;
}

/** Transport → decoder → sync buffer → renderer for one stream. Owns all of them but the renderer. */
export class LivePlayer {
  private readonly sync = new SyncBuffer<Picture>();
  private readonly shown = new RateMeter();
  private readonly inferred = new RateMeter();
  private steps: DecoderKind[] = [];
  private refused: Unsupported[] = [];
  private decoder: PictureDecoder | null = null;
  private transport: LiveTransport | null = null;
  private transportState: TransportState = { kind: 'closed' };
  private status: StatusMessage | null = null;
  private fps: number | null = null;
  private frame: number | null = null;
  private reportTimer: number | undefined;
  private retryTimer: number | undefined;
  private pauseTimer: number | undefined;
  private pictureAtMs = 0;
  private hasPicture = false;
  private painted: { epoch: number; ptsUs: number; atMs: number; verdict: Painted['verdict'] } | null = null;
  private latencyMs: number | null = null;
  private droppedBefore = 0;
  private malformedBefore = 0;
  /** Pictures that the runner left out on the connections before this one. */
  private leftOutBefore = 0;

  constructor(
    private readonly deps: PlayerDeps,
    private readonly renderer: Renderer,
    private readonly choice: TransportChoice,
    private readonly listener: PlayerListener
  ) {}

  start(): void {
    this.openLadder();
    this.scheduleReport();
  }

  setSync(mode: SyncMode): void {
    this.sync.mode = mode;
    this.requestPaint();
  }

  /** Whether the page can be seen. What is hidden for long is disconnected, and comes back when it is seen again. */
  setVisible(visible: boolean): void {
    if (!visible) {
      this.pauseTimer ??= this.deps.clock.setTimeout(() => this.closeStep(), HIDDEN_PAUSE_MS);
      return;
    }
    if (this.pauseTimer !== undefined) {
      this.deps.clock.clearTimeout(this.pauseTimer);
      this.pauseTimer = undefined;
      if (!this.transport && this.steps.length > 0) {
        this.openStep();
      }
    }
  }

  /** Closes every socket, decoder, picture and timer. Nothing is reported after it. */
  dispose(): void {
    const { clock } = this.deps;
    this.closeStep();
    this.sync.reset();
    if (this.frame !== null) {
      clock.cancelFrame(this.frame);
    }
    for (const timer of [this.reportTimer, this.retryTimer, this.pauseTimer]) {
      if (timer !== undefined) {
        clock.clearTimeout(timer);
      }
    }
  }

  private openLadder(): void {
    const { steps, refused } = planDecoders(this.choice, this.deps.abilities);
    this.steps = steps;
    this.refused = refused;
    this.openStep();
  }

  /** Opens the best decoder that is left and a connection that brings its format. */
  private openStep(): void {
    const [kind] = this.steps;
    if (!kind) {
      this.retryTimer = this.deps.clock.setTimeout(() => this.openLadder(), RETRY_LADDER_MS);
      this.report();
      return;
    }
    const decoder = this.deps.createDecoder(kind, {
      onPicture: (picture) => this.takePicture(picture),
      onKeyframeNeeded: () => this.transport?.requestKeyframe(),
      onUnsupported: (unsupported) => this.stepDown(unsupported),
    });
    this.decoder = decoder;
    const { clock, random, probe, openSocket } = this.deps;
    const deps = { clock, random, probe, openSocket, queue: () => decoder.queue };
    this.transport = new LiveTransport(deps, FORMAT_OF[kind], this.transportListener(kind, decoder));
    this.transport.start();
  }

  private closeStep(): void {
    const { transport, decoder } = this;
    this.transport = null;
    this.decoder = null;
    this.droppedBefore += decoder?.dropped ?? 0;
    this.malformedBefore += transport?.malformed ?? 0;
    decoder?.close();
    transport?.close();
  }

  private stepDown(unsupported: Unsupported): void {
    this.closeStep();
    this.refused = [...this.refused, unsupported];
    this.steps = this.steps.filter((kind) => kind !== unsupported.kind);
    this.openStep();
  }

  private transportListener(kind: DecoderKind, decoder: PictureDecoder): TransportListener {
    return {
      onState: (state) => {
        this.transportState = state;
        if (this.transport) {
          this.report();
        }
      },
      onConnected: (renewed) => {
        this.leftOutBefore += this.status?.skipped ?? 0;
        this.status = renewed && this.status ? { ...this.status, skipped: 0 } : null;
        if (!renewed) {
          this.hasPicture = false;
          this.pictureAtMs = this.deps.clock.now();
          this.sync.reset();
        }
      },
      onConfig: ({ video, epoch, labels }) => {
        this.fps = video.fps;
        this.renderer.setLabels(labels);
        this.listener.onLabels(labels);
        decoder.configure(video, epoch);
      },
      onVideo: (message) => decoder.decode(message),
      onResult: (result) => this.takeResult(result),
      onStatus: (status) => {
        this.status = status;
        this.report();
      },
      onServerError: ({ code, message }) => {
        if (code === 'video-unavailable') {
          this.stepDown({ kind, reason: 'video-unavailable', detail: message });
        }
      },
    };
  }

  private takePicture(picture: Picture): void {
    const now = this.deps.clock.now();
    const first = !this.hasPicture;
    this.hasPicture = true;
    this.pictureAtMs = now;
    this.sync.pushPicture(picture, now);
    this.requestPaint();
    if (first) {
      this.report();
    }
  }

  private takeResult(result: FrameResult): void {
    this.inferred.add(this.deps.clock.now());
    this.sync.pushResult(result);
    this.requestPaint();
  }

  private requestPaint(): void {
    if (this.frame === null && this.sync.pending) {
      this.frame = this.deps.clock.requestFrame(() => {
        this.frame = null;
        this.paint();
        this.requestPaint();
      });
    }
  }

  private paint(): void {
    const now = this.deps.clock.now();
    const shown = this.sync.take(now);
    if (!shown) {
      return;
    }
    const { picture, result, verdict } = shown;
    if (picture) {
      this.renderer.drawPicture(picture);
      picture.close();
      this.shown.add(now);
      this.latencyMs = this.latencyOf(picture.captureTimeUs);
      this.painted = { epoch: picture.epoch, ptsUs: picture.ptsUs, atMs: now, verdict };
    }
    const detections = result?.detections ?? [];
    this.renderer.drawDetections(detections);
    if (this.painted) {
      const { epoch, ptsUs } = this.painted;
      const resultSeq = result?.seq ?? null;
      this.listener.onPainted({ epoch, ptsUs, verdict, resultSeq, resultPtsUs: result?.ptsUs ?? null, detections });
    }
  }

  private latencyOf(captureTimeUs: number): number | null {
    const offsetUs = this.transport?.serverClock.offsetUs ?? null;
    if (offsetUs === null || captureTimeUs <= 0) {
      return null;
    }
    return Math.max(0, (this.deps.clock.wallUs() + offsetUs - captureTimeUs) / 1_000);
  }

  private scheduleReport(): void {
    this.reportTimer = this.deps.clock.setTimeout(() => {
      this.report();
      this.scheduleReport();
    }, REPORT_EVERY_MS);
  }

  private report(): void {
    const now = this.deps.clock.now();
    const state = judgeState({
      transport: this.transportState,
      status: this.status,
      unsupported: this.steps.length === 0 ? this.refused : null,
      pictureAgeMs: now - this.pictureAtMs,
      hasPicture: this.hasPicture,
      stallAfterMs: stallAfterMs(this.fps),
    });
    this.listener.onReport({
      state,
      pictureAgeMs: this.painted && now - this.painted.atMs,
      withoutResult: this.painted?.verdict === 'no-result',
      stats: this.stats(now),
    });
  }

  private stats(now: number): PlayerStats {
    const { late, superseded, skipped } = this.sync.counts;
    const undecoded = this.droppedBefore + (this.decoder?.dropped ?? 0);
    const leftOut = this.leftOutBefore + (this.status?.skipped ?? 0);
    const shownFps = this.shown.perSecond(now);
    return {
      shownFps,
      inferredFps: this.inferred.perSecond(now),
      latencyMs: shownFps > 0 ? this.latencyMs : null,
      dropped: late + superseded + undecoded + leftOut,
      skipped,
      malformed: this.malformedBefore + (this.transport?.malformed ?? 0),
      sync: this.sync.mode,
      decoder: this.decoder?.kind ?? null,
      refused: this.refused,
    };
  }
}
