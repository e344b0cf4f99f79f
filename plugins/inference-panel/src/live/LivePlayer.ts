import type { VideoFormat, VideoMessage } from '@framewatch/protocol';
import type { StatusMessage, Viewer, ViewerListener, ViewerRequest, ViewerState } from '@framewatch/viewer-client';
import { Presenter } from './Presenter';
import type { PageClock } from './clock';
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
import { LoadWatch } from './load';
import { type PlayerState, judgeState, stallAfterMs } from './playerState';
import type { Renderer } from './renderer';
import type { PlayerListener, PlayerStats } from './report';
import type { SyncChoice } from './sync';

const REPORT_EVERY_MS = 500;
/** Time after which all decoders are tried again: the runner or the camera may have changed by then. */
const RETRY_LADDER_MS = 60_000;
/** A page that is hidden for this long gets no more video. */
const HIDDEN_PAUSE_MS = 30_000;
const FORMAT_OF: Record<DecoderKind, VideoFormat> = { webcodecs: 'h264', jpeg: 'jpeg' };

export interface PlayerDeps {
  clock: PageClock;
  /** A view of the stream, which others on the page may share. */
  view: (request: ViewerRequest, listener: ViewerListener) => Viewer;
  abilities: BrowserAbilities;
  createDecoder: (kind: DecoderKind, listener: DecoderListener) => PictureDecoder;
}

/** Plays one stream: viewer → decoder → presenter (sync buffer → renderer). Owns all of them but the renderer. */
export class LivePlayer {
  private readonly presenter: Presenter;
  private readonly load = new LoadWatch();
  private choice: SyncChoice = 'auto';
  /** What the viewer was asked for. */
  private exact = false;
  private visible = true;
  private reportDueMs = 0;
  private steps: DecoderKind[] = [];
  private refused: Unsupported[] = [];
  private decoder: PictureDecoder | null = null;
  private viewer: Viewer | null = null;
  private connection: ViewerState = { kind: 'closed' };
  private status: StatusMessage | null = null;
  private fps: number | null = null;
  private cancelReport = noop;
  private cancelRetry = noop;
  private cancelPause: (() => void) | null = null;
  private pictureAtMs = 0;
  private hasPicture = false;
  private droppedBefore = 0;
  private malformed = 0;
  /** Pictures that the runner left out on the connections before this one. */
  private leftOutBefore = 0;

  constructor(
    private readonly deps: PlayerDeps,
    private readonly renderer: Renderer,
    private readonly transport: TransportChoice,
    private readonly listener: PlayerListener
  ) {
    this.presenter = new Presenter(deps.clock, renderer, () => this.viewer?.serverOffsetUs ?? null, {
      onPainted: (painted) => listener.onPainted(painted),
      onLatency: (latencyMs) => this.load.painted(latencyMs),
    });
  }

  start(): void {
    this.openLadder();
    this.scheduleReport();
  }

  setSync(choice: SyncChoice): void {
    this.choice = choice;
    this.presenter.setSync(choice);
    if (this.viewer && this.decoder && this.asksForExact(this.decoder.kind) !== this.exact) {
      this.closeStep();
      this.openStep();
    }
  }

  /** Tells whether the page is visible. While it is hidden for long, the player is disconnected. */
  setVisible(visible: boolean): void {
    this.visible = visible;
    this.load.settle(this.deps.clock.nowMs());
    if (!visible) {
      this.cancelPause ??= this.deps.clock.after(HIDDEN_PAUSE_MS, () => this.closeStep());
      return;
    }
    if (this.cancelPause) {
      this.cancelPause();
      this.cancelPause = null;
      if (!this.viewer && this.steps.length > 0) {
        this.openStep();
      }
    }
  }

  /** Closes every socket, decoder, picture and timer. Nothing is reported after it. */
  dispose(): void {
    this.closeStep();
    this.presenter.dispose();
    this.cancelReport();
    this.cancelRetry();
    this.cancelPause?.();
  }

  private openLadder(): void {
    const { steps, refused } = planDecoders(this.transport, this.deps.abilities);
    this.steps = steps;
    this.refused = refused;
    this.load.plan(steps);
    this.openStep();
  }

  /** Opens the decoder to use now and a connection in its format. Where none is left, all are tried again later. */
  private openStep(): void {
    const kind = this.load.reduction?.decoder;
    if (!kind) {
      this.cancelRetry = this.deps.clock.after(RETRY_LADDER_MS, () => this.openLadder());
      this.report();
      return;
    }
    const decoder = this.deps.createDecoder(kind, {
      onPicture: (picture) => this.takePicture(picture),
      onKeyframeNeeded: () => this.viewer?.requestKeyframe(),
      onUnsupported: (unsupported) => this.stepDown(unsupported),
    });
    this.decoder = decoder;
    this.exact = this.asksForExact(kind);
    const request = { format: FORMAT_OF[kind], exact: this.exact, queue: () => decoder.queue };
    this.viewer = this.deps.view(request, this.viewerListener(kind, decoder));
    this.viewer.start();
  }

  /** Whether only pictures with a result of their own are asked for; of H.264 a decoder needs all. */
  private asksForExact(kind: DecoderKind): boolean {
    return kind === 'jpeg' && this.choice === 'exact';
  }

  private closeStep(): void {
    const { viewer, decoder } = this;
    this.viewer = null;
    this.decoder = null;
    this.droppedBefore += decoder?.dropped ?? 0;
    decoder?.close();
    viewer?.close();
  }

  private stepDown(unsupported: Unsupported): void {
    this.closeStep();
    this.refused = [...this.refused, unsupported];
    this.steps = this.steps.filter((kind) => kind !== unsupported.kind);
    this.load.plan(this.steps);
    this.openStep();
  }

  private viewerListener(kind: DecoderKind, decoder: PictureDecoder): ViewerListener {
    const decode = (message: VideoMessage | null) => message && decoder.decode(message);
    return {
      onState: (state) => {
        this.connection = state;
        if (this.viewer) {
          this.report();
        }
      },
      onConnected: (renewed) => {
        this.load.settle(this.deps.clock.nowMs());
        this.leftOutBefore += this.status?.skipped ?? 0;
        this.status = renewed && this.status ? { ...this.status, skipped: 0 } : null;
        this.renderer.forgetLasting();
        if (!renewed) {
          this.hasPicture = false;
          this.pictureAtMs = this.deps.clock.nowMs();
          this.presenter.reset();
          this.renderer.reset();
        }
      },
      onConfig: ({ video, epoch, labels, zones, lines }) => {
        this.fps = video.fps;
        this.renderer.setScene({ labels, zones, lines });
        this.listener.onLabels(labels);
        decoder.configure(video, epoch);
      },
      onVideo: (message) => decode(this.load.takePicture(message, this.presenter.syncMode === 'exact')),
      onResult: (result) => {
        this.presenter.takeResult(result);
        decode(this.load.takeResult(result));
      },
      onStatus: (status) => {
        this.status = status;
        this.report();
      },
      onEvent: (event) => this.renderer.addEvent(event),
      onServerError: ({ code, message }) => {
        if (code === 'video-unavailable') {
          this.stepDown({ kind, reason: 'video-unavailable', detail: message });
        }
      },
      onMalformed: () => {
        this.malformed += 1;
      },
    };
  }

  private takePicture(picture: Picture): void {
    const now = this.deps.clock.nowMs();
    const first = !this.hasPicture;
    this.hasPicture = true;
    this.pictureAtMs = now;
    this.presenter.takePicture(picture);
    if (first) {
      this.report();
    }
  }

  private scheduleReport(): void {
    this.reportDueMs = this.deps.clock.nowMs() + REPORT_EVERY_MS;
    this.cancelReport = this.deps.clock.after(REPORT_EVERY_MS, () => {
      this.judgeLoad();
      this.report();
      this.scheduleReport();
    });
  }

  /** Asks for less of the stream when this browser cannot keep up, and for more when it can again. */
  private judgeLoad(): void {
    const nowMs = this.deps.clock.nowMs();
    const { decoder, reportDueMs, presenter } = this;
    const paintedAgeMs = presenter.sincePaintedMs;
    if (!this.visible || paintedAgeMs === null || this.state(nowMs).kind !== 'live') {
      return;
    }
    const { shownFps, dropped } = this.stats();
    const facts = { nowMs, lateMs: nowMs - reportDueMs, decoder, paintedAgeMs, lost: dropped, shownFps };
    if (this.load.judge(facts) && decoder?.kind !== this.load.reduction?.decoder) {
      this.closeStep();
      this.openStep();
    }
  }

  private state(now: number): PlayerState {
    return judgeState({
      connection: this.connection,
      status: this.status,
      unsupported: this.steps.length === 0 ? this.refused : null,
      pictureAgeMs: now - this.pictureAtMs,
      hasPicture: this.hasPicture,
      stallAfterMs: stallAfterMs(this.fps),
    });
  }

  private report(): void {
    const now = this.deps.clock.nowMs();
    const { reduced, reduction, behind } = this.load;
    this.listener.onReport({
      state: this.state(now),
      behind,
      reduction: reduced ? reduction : null,
      pictureAgeMs: this.presenter.pictureAgeMs,
      withoutResult: this.presenter.withoutResult,
      stats: this.stats(),
    });
  }

  private stats(): PlayerStats {
    const { lost, ...figures } = this.presenter.figures();
    const undecoded = this.droppedBefore + (this.decoder?.dropped ?? 0);
    const leftOut = this.leftOutBefore + (this.status?.skipped ?? 0);
    return {
      ...figures,
      dropped: lost + undecoded + leftOut,
      malformed: this.malformed,
      sync: this.presenter.syncMode,
      decoder: this.decoder?.kind ?? null,
      refused: this.refused,
      execution: this.status?.execution ?? null,
    };
  }
}

function noop(): void {}
