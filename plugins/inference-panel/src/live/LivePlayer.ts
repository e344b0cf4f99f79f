import type { VideoFormat, VideoMessage } from '@framewatch/protocol';
import { Stage } from './Stage';
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
import { LoadWatch } from './load';
import { type PlayerState, judgeState, stallAfterMs } from './playerState';
import type { Renderer } from './renderer';
import type { PlayerListener, PlayerStats } from './report';
import type { SyncMode } from './sync';
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

/** Transport → decoder → stage (sync buffer → renderer) for one stream. Owns all of them but the renderer. */
export class LivePlayer {
  private readonly stage: Stage;
  private readonly load = new LoadWatch();
  private visible = true;
  private reportDueMs = 0;
  private steps: DecoderKind[] = [];
  private refused: Unsupported[] = [];
  private decoder: PictureDecoder | null = null;
  private transport: LiveTransport | null = null;
  private transportState: TransportState = { kind: 'closed' };
  private status: StatusMessage | null = null;
  private fps: number | null = null;
  private reportTimer: number | undefined;
  private retryTimer: number | undefined;
  private pauseTimer: number | undefined;
  private pictureAtMs = 0;
  private hasPicture = false;
  private droppedBefore = 0;
  private malformedBefore = 0;
  /** Pictures that the runner left out on the connections before this one. */
  private leftOutBefore = 0;

  constructor(
    private readonly deps: PlayerDeps,
    private readonly renderer: Renderer,
    private readonly choice: TransportChoice,
    private readonly listener: PlayerListener
  ) {
    this.stage = new Stage(deps.clock, renderer, () => this.transport?.serverClock.offsetUs ?? null, {
      onPainted: (painted) => listener.onPainted(painted),
      onLatency: (latencyMs) => this.load.painted(latencyMs),
    });
  }

  start(): void {
    this.openLadder();
    this.scheduleReport();
  }

  setSync(mode: SyncMode): void {
    this.stage.syncMode = mode;
  }

  /** Whether the page can be seen. What is hidden for long is disconnected, and comes back when it is seen again. */
  setVisible(visible: boolean): void {
    this.visible = visible;
    this.load.settle(this.deps.clock.now());
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
    this.stage.dispose();
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
    this.load.plan(steps);
    this.openStep();
  }

  /** Opens the best decoder that is left, or one that is less work, and a connection that brings its format. */
  private openStep(): void {
    const kind = this.load.reduction?.decoder;
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
    this.load.plan(this.steps);
    this.openStep();
  }

  private transportListener(kind: DecoderKind, decoder: PictureDecoder): TransportListener {
    const decode = (message: VideoMessage | null) => message && decoder.decode(message);
    return {
      onState: (state) => {
        this.transportState = state;
        if (this.transport) {
          this.report();
        }
      },
      onConnected: (renewed) => {
        this.load.settle(this.deps.clock.now());
        this.leftOutBefore += this.status?.skipped ?? 0;
        this.status = renewed && this.status ? { ...this.status, skipped: 0 } : null;
        if (!renewed) {
          this.hasPicture = false;
          this.pictureAtMs = this.deps.clock.now();
          this.stage.reset();
        }
      },
      onConfig: ({ video, epoch, labels }) => {
        this.fps = video.fps;
        this.renderer.setLabels(labels);
        this.listener.onLabels(labels);
        decoder.configure(video, epoch);
      },
      onVideo: (message) => decode(this.load.takePicture(message, this.stage.syncMode === 'exact')),
      onResult: (result) => {
        this.stage.takeResult(result);
        decode(this.load.takeResult(result));
      },
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
    this.stage.takePicture(picture);
    if (first) {
      this.report();
    }
  }

  private scheduleReport(): void {
    this.reportDueMs = this.deps.clock.now() + REPORT_EVERY_MS;
    this.reportTimer = this.deps.clock.setTimeout(() => {
      this.judgeLoad();
      this.report();
      this.scheduleReport();
    }, REPORT_EVERY_MS);
  }

  /** Asks for less of the stream, or for more again, by how this browser keeps up. */
  private judgeLoad(): void {
    const nowMs = this.deps.clock.now();
    const { decoder, reportDueMs, stage } = this;
    const paintedAgeMs = stage.sincePaintedMs;
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
      transport: this.transportState,
      status: this.status,
      unsupported: this.steps.length === 0 ? this.refused : null,
      pictureAgeMs: now - this.pictureAtMs,
      hasPicture: this.hasPicture,
      stallAfterMs: stallAfterMs(this.fps),
    });
  }

  private report(): void {
    const now = this.deps.clock.now();
    const { reduced, reduction, behind } = this.load;
    this.listener.onReport({
      state: this.state(now),
      behind,
      reduction: reduced ? reduction : null,
      pictureAgeMs: this.stage.pictureAgeMs,
      withoutResult: this.stage.withoutResult,
      stats: this.stats(),
    });
  }

  private stats(): PlayerStats {
    const { lost, ...figures } = this.stage.figures();
    const undecoded = this.droppedBefore + (this.decoder?.dropped ?? 0);
    const leftOut = this.leftOutBefore + (this.status?.skipped ?? 0);
    return {
      ...figures,
      dropped: lost + undecoded + leftOut,
      malformed: this.malformedBefore + (this.transport?.malformed ?? 0),
      sync: this.stage.syncMode,
      decoder: this.decoder?.kind ?? null,
      refused: this.refused,
    };
  }
}
