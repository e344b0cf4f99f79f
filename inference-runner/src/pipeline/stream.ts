import {
  type DetectionHistory,
  encodeResult,
  type EventHistory,
  type FrameResult,
  type Severity,
  type StreamDescriptor,
  type StreamEvent,
  type StreamState,
} from '@framewatch/protocol';
import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import type { StreamConfig } from '../config/types.js';
import type { SharedFrame } from '../frame/index.js';
import type { StreamHistory } from '../history/index.js';
import { type Inference, InferenceError, type Model } from '../model/index.js';
import { viewOf } from '../picture/index.js';
import { StreamRelay } from '../relay/index.js';
import type { Sink } from '../sink/index.js';
import type { ReconnectReason, SourceFormat, SourceListener, SourcePacket, VideoSource } from '../source/index.js';
import type { DropReason, StreamMeter } from '../telemetry/index.js';
import type { Snapshot, StreamWatcher, ViewableStream } from '../viewer/index.js';
import { describeStream, type KnownState } from './describe-stream.js';
import { FrameLog } from './frame-log.js';
import { Listeners } from './listeners.js';
import { Scheduler } from './scheduler.js';
import { SnapshotKeeper } from './snapshot-keeper.js';
import type { FairSemaphore } from './fair-semaphore.js';

export interface StreamDeps {
  source: VideoSource;
  model: Model;
  /** Of all streams that use the model. */
  semaphore: FairSemaphore;
  meter: StreamMeter;
  history: StreamHistory;
  sinks: readonly Sink[];
  log: Logger;
  clock: Clock;
}

const SEVERITIES: Record<StreamState, Severity> = {
  connecting: 'info',
  'waiting-for-key-frame': 'info',
  streaming: 'info',
  stalled: 'warning',
  waiting: 'warning',
  ended: 'info',
  failed: 'critical',
  stopped: 'info',
};

/** A frame, which the scheduler holds, with the time at which it could have been inferred. */
interface WaitingFrame {
  frame: SharedFrame;
  readyMs: number;
}

/** Who is told of results and events: sinks and the history. */
type Recorder = Pick<Sink, 'takeResult' | 'takeEvent'>;

/** One stream from its source to everything that wants its results. Its results come in the order of its frames. */
export class Stream implements ViewableStream, SourceListener {
  readonly id: string;
  readonly video: StreamRelay;
  readonly #config: StreamConfig;
  readonly #deps: StreamDeps;
  readonly #scheduler: Scheduler<WaitingFrame>;
  readonly #snapshots = new SnapshotKeeper();
  readonly #watchers: Listeners<StreamWatcher>;
  readonly #recorders: Listeners<Recorder>;
  readonly #log: FrameLog;
  #state: KnownState = { name: 'connecting' };
  #format: SourceFormat | null = null;
  #seq = 0;
  #dropped = 0;
  /** Settles when the newest result that is under way has been told: what keeps results in order. */
  #told: Promise<void> = Promise.resolve();

  constructor(config: StreamConfig, deps: StreamDeps) {
    const { log, clock, history, sinks, source, semaphore } = deps;
    this.id = config.id;
    this.#config = config;
    this.#deps = deps;
    this.video = new StreamRelay({ log });
    this.#scheduler = new Scheduler<WaitingFrame>({
      live: source.live,
      targetFps: config.targetFps,
      clock,
      semaphore,
      work: (frame) => this.#infer(frame),
      giveUp: (waiting, reason) => {
        using _frame = waiting.frame;
        this.#drop(reason);
      },
    });

    this.#log = new FrameLog(log, clock);
    const report = (err: unknown) => this.#log.failed(err, 'a listener of the stream failed, others go on');
    this.#watchers = new Listeners(report);
    this.#recorders = new Listeners(report);
    this.#recorders.add({ takeResult: (r) => history.addResult(r), takeEvent: (e) => history.addEvent(e) });
    for (const sink of sinks) this.#recorders.add(sink);
  }

  start(): void {
    this.#deps.source.start(this, this.#scheduler);
  }

  /** Ends the source, then what is under way; every frame is free afterwards. */
  async stop(): Promise<void> {
    await this.#deps.source.stop();
    await this.#scheduler.close();
    await this.video.close();
    await this.#snapshots.close();
  }

  onState(name: StreamState, reason?: string, again = false): void {
    this.#state = { name, ...(reason !== undefined && { reason }) };
    this.#deps.meter.state(name);
    this.#watchers.tell((watcher) => watcher.onState(name, reason));
    if (again) return;
    const event: StreamEvent = {
      timeUs: this.#deps.clock.wallUs(),
      stream: this.id,
      type: 'state',
      severity: SEVERITIES[name],
      message: reason === undefined ? name : `${name}: ${reason}`,
    };
    this.#recorders.tell((recorder) => recorder.takeEvent(event));
  }

  get model(): string {
    return this.#config.model;
  }

  /** Its model does not work any more: every frame from now on fails. */
  onModelLost({ message }: Error): void {
    const timeUs = this.#deps.clock.wallUs();
    const event: StreamEvent = { timeUs, stream: this.id, type: 'model', severity: 'critical', message };
    this.#recorders.tell((recorder) => recorder.takeEvent(event));
  }

  onReconnect(reason: ReconnectReason): void {
    this.#deps.meter.reconnected(reason);
  }

  onFormat(format: SourceFormat): void {
    this.#format = format;
    this.video.onFormat(format);
  }

  onPacket(packet: SourcePacket | null): void {
    this.#deps.meter.frameReceived();
    try {
      this.video.onPacket(packet);
    } catch (err) {
      this.#log.failed(err, 'a packet could not be handed on to viewers, they wait for the next key frame');
      this.video.onPacket(null);
    }
  }

  onFrame(frame: SharedFrame): void {
    this.#deps.meter.frameDecoded(this.#deps.clock.wallUs());
    try {
      this.video.onFrame(frame);
      this.#snapshots.sawFrame(frame);
    } catch (err) {
      this.#log.failed(err, 'a frame could not be handed on to viewers, it is inferred all the same');
    }
    if (frame.damaged && this.#sawDamage()) return;
    this.#scheduler.offer({ frame: frame.retain(), readyMs: this.#deps.clock.nowMs() });
  }

  describe(): StreamDescriptor {
    return describeStream(this.#config, this.#state, this.#format, this.#deps.model.labels);
  }

  watch(watcher: StreamWatcher): () => void {
    return this.#watchers.add(watcher);
  }

  snapshot(annotated: boolean): Promise<Snapshot | null> {
    return this.#snapshots.jpeg(annotated, this.#deps.model.labels);
  }

  detections(fromMs: number, toMs: number, stepMs: number): DetectionHistory {
    return this.#deps.history.detections(fromMs, toMs, stepMs);
  }

  events(fromMs: number, toMs: number): EventHistory {
    return this.#deps.history.events(fromMs, toMs);
  }

  viewerJoined(): void {
    this.#deps.meter.viewers(1);
  }

  viewerLeft(): void {
    this.#deps.meter.viewers(-1);
  }

  bytesSent(bytes: number): void {
    this.#deps.meter.viewerBytesSent(bytes);
  }

  /** True where the frame was left out for it. */
  #sawDamage(): boolean {
    const skipped = this.#config.damaged === 'skip';
    this.#deps.meter.frameDamaged();
    this.#log.damaged(!skipped);
    if (skipped) this.#drop('damaged');
    return skipped;
  }

  #drop(reason: DropReason): void {
    this.#dropped += 1;
    this.#deps.meter.frameDropped(reason);
  }

  #infer(waiting: WaitingFrame): Promise<void> {
    const waitedMs = this.#deps.clock.nowMs() - waiting.readyMs;
    const before = this.#told;
    this.#told = (async () => {
      using frame = waiting.frame;
      const outcome = await this.#attempt(frame);
      await before;
      if (outcome instanceof Error) this.#inferenceFailed(outcome);
      else this.#tell(frame, outcome, waitedMs);
    })();
    return this.#told;
  }

  async #attempt(frame: SharedFrame): Promise<Inference | Error> {
    try {
      return await this.#deps.model.infer(frame);
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  #tell(frame: SharedFrame, inference: Inference, waitedMs: number): void {
    const { epoch, ptsUs, captureTimeUs } = frame;
    const { width, height } = viewOf(frame.picture);
    const result: FrameResult = {
      stream: this.id,
      model: this.#config.model,
      epoch,
      seq: this.#seq,
      ptsUs,
      captureTimeUs,
      width,
      height,
      detections: inference.detections,
      ...(frame.damaged && { damaged: true as const }),
      timings: {
        decode: frame.decodeMs,
        queue: waitedMs + inference.queueMs,
        preprocess: inference.preprocessMs,
        inference: inference.inferenceMs,
        postprocess: inference.postprocessMs,
        latency: this.#deps.clock.nowMs() - frame.arrivalMs,
      },
      dropped: this.#dropped,
    };
    this.#seq += 1;
    this.#dropped = 0;
    this.#snapshots.sawResult(frame, result);
    this.#deps.meter.inferred(result);
    this.#recorders.tell((recorder) => recorder.takeResult(result));
    const message = this.#encoded(result);
    if (message) this.#watchers.tell((watcher) => watcher.onResult(message, result));
  }

  #encoded(result: FrameResult): Uint8Array | null {
    if (this.#watchers.size === 0) return null;
    try {
      return encodeResult(result);
    } catch (err) {
      this.#log.failed(err, 'a result cannot be sent to viewers');
      return null;
    }
  }

  #inferenceFailed(err: Error): void {
    this.#drop('inference-error');
    this.#deps.meter.inferenceFailed(err instanceof InferenceError ? err.reason : 'session');
    this.#log.notInferred(err);
  }
}
