import type {
  CountHistory,
  DetectionHistory,
  EventFilter,
  EventHistory,
  StreamDescriptor,
  StreamState,
} from '@framewatch/protocol';
import type { Logger } from 'pino';
import { Analysis, createAnalysers, EventIds, type StatusChange } from '../analysis/index.js';
import type { Clock } from '@framewatch/service-kit';
import type { StreamConfig } from '../config/index.js';
import { SharedFrame } from '../frame/index.js';
import type { StreamHistory } from '../history/index.js';
import type { Model } from '../model/index.js';
import type { VideoRelay } from '../relay/index.js';
import type { ResultSink } from '../sink/index.js';
import type { StateFolder, StateKeeper } from '../state/index.js';
import { StillStore } from '../stills/index.js';
import type { MetricScope } from '../telemetry/index.js';
import type { ReconnectReason, SourceFormat, SourceListener, SourcePacket, VideoSource } from '../source/index.js';
import type { Snapshot, StreamWatcher, ViewableStream } from '../viewer/index.js';
import { describeStream, type KnownState } from './describe-stream.js';
import { InferenceStage, type Semaphore } from './inference/index.js';
import { LumaFeed } from './luma/index.js';
import { Publisher, SnapshotKeeper, type StreamMetrics } from './publisher/index.js';

export interface StreamDeps {
  source: VideoSource;
  model: Model;
  /** Shared by all streams that use the model. */
  semaphore: Semaphore;
  metrics: StreamMetrics;
  /** Of what analysis counts; with the labels `stream` and `model`. */
  scope: MetricScope;
  history: StreamHistory;
  sinks: readonly ResultSink[];
  /** Returns the next id of a track; none is given twice while the runner lives. */
  nextTrackId: () => number;
  /** Where days begin and end, an IANA name. */
  timeZone: string;
  /** Keeps what analysis remembers over a restart, and stills of events; null to keep nothing. */
  state: StateFolder | null;
  log: Logger;
  clock: Clock;
}

/**
 * One stream from its source to the receivers of its results: source → inference → analysis → publisher. It only wires
 * them and keeps the stream's current state.
 */
export class Stream implements ViewableStream, SourceListener {
  readonly id: string;
  readonly #config: StreamConfig;
  readonly #deps: StreamDeps;
  readonly #snapshots = new SnapshotKeeper();
  readonly #publisher: Publisher;
  readonly #analysis: Analysis;
  readonly #inference: InferenceStage;
  readonly #luma: LumaFeed;
  readonly #kept: StateKeeper | null;
  readonly #stills: StillStore | null;
  #state: KnownState = { name: 'connecting' };
  #format: SourceFormat | null = null;
  #closed = false;

  constructor(config: StreamConfig, deps: StreamDeps) {
    const { log, clock, history, sinks, source, model, semaphore, metrics, scope, nextTrackId, timeZone } = deps;
    const { id, targetFps, damaged } = config;
    this.id = id;
    this.#config = config;
    this.#deps = deps;
    const stills = deps.state && new StillStore({ folder: deps.state.pathOf(id, 'stills'), log, clock });
    const publisher = new Publisher({ metrics, history, sinks, frameSinks: [this.#snapshots], stills, log, clock });
    const analysis = new Analysis(
      createAnalysers({ stream: config, labels: model.labels, scope, eventIds: new EventIds(), nextTrackId, timeZone }),
      (error) => publisher.notAnalysed(error)
    );
    this.#inference = new InferenceStage(
      { stream: id, model, modelName: config.model, semaphore, live: source.live, targetFps, damaged, clock },
      {
        onResult: (frame, result) => {
          publisher.result(frame, analysis.onResult(result));
          this.#kept?.touch();
        },
        onDamaged: (inferred) => publisher.damaged(inferred),
        onDropped: (reason) => publisher.dropped(reason),
        onFailure: (error) => {
          publisher.notInferred(error);
          analysis.onFailure();
        },
      }
    );
    this.#luma = new LumaFeed({
      onLuma: (luma, frame) => {
        publisher.events(analysis.onLuma(luma), frame);
        this.#kept?.touch();
      },
      onFailure: (error) => publisher.notAnalysed(error),
    });
    this.#kept = deps.state?.open(id, analysis.kept) ?? null;
    this.#stills = stills;
    this.#publisher = publisher;
    this.#analysis = analysis;
  }

  start(): void {
    this.#deps.source.start(this, this.#inference);
  }

  /** Stops the source, then the frames in progress; every frame is free afterwards. */
  async stop(): Promise<void> {
    await this.#deps.source.stop();
    await Promise.all([this.#inference.close(), this.#luma.close()]);
    await Promise.all([this.#publisher.close(), this.#kept?.close()]);
    this.#closed = true;
  }

  /** True once everything of it has ended. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Returns what it is doing, for support. `frames`: pictures that the whole process holds. */
  dump() {
    const { id, closed } = this;
    const [inference, publisher] = [this.#inference.dump(), this.#publisher.dump()];
    return { id, closed, state: this.#state, inference, publisher, frames: SharedFrame.live };
  }

  onState(name: StreamState, reason?: string, again = false): void {
    this.#state = { name, ...(reason !== undefined && { reason }) };
    this.#publisher.state(name, reason);
    this.#changed({ kind: 'state', ...this.#now(), state: name, reason, again });
  }

  /** Its model has stopped working: inference fails for every further frame. */
  onModelLost({ message }: Error): void {
    this.#changed({ kind: 'model-lost', ...this.#now(), message });
  }

  /** One of its models is executed on something else now. */
  onExecution(): void {
    this.#publisher.executionChanged(this.#state.name, this.#state.reason);
  }

  onReconnect(reason: ReconnectReason): void {
    this.#publisher.reconnected(reason);
  }

  onFormat(format: SourceFormat): void {
    this.#format = format;
    this.#publisher.format(format);
  }

  onPacket(packet: SourcePacket | null): void {
    this.#publisher.packet(packet);
  }

  onFrame(frame: SharedFrame): void {
    this.#publisher.frame(frame);
    this.#inference.offer(frame);
    this.#luma.offer(frame);
  }

  /** Whether the model of this name is run on its frames. */
  uses(model: string): boolean {
    return this.#config.models.includes(model);
  }

  get video(): VideoRelay {
    return this.#publisher.video;
  }

  describe(): StreamDescriptor {
    return describeStream(this.#config, this.#state, this.#format, this.#deps.model);
  }

  watch(watcher: StreamWatcher): () => void {
    return this.#publisher.watch(watcher);
  }

  snapshot(annotated: boolean): Promise<Snapshot | null> {
    return this.#snapshots.jpeg(annotated, this.#deps.model.labels);
  }

  /** The JPEG of an event's still; null where there is none. */
  async still(eventId: string): Promise<Uint8Array | null> {
    return (await this.#stills?.read(eventId)) ?? null;
  }

  detections(fromMs: number, toMs: number, stepMs: number): DetectionHistory {
    return this.#deps.history.detections(fromMs, toMs, stepMs);
  }

  counts(fromMs: number, toMs: number, stepMs: number): CountHistory {
    return this.#deps.history.counts(fromMs, toMs, stepMs);
  }

  events(fromMs: number, toMs: number, filter?: EventFilter): EventHistory {
    return this.#deps.history.events(fromMs, toMs, filter);
  }

  #now() {
    return { stream: this.id, timeUs: this.#deps.clock.wallUs() };
  }

  #changed(change: StatusChange): void {
    this.#publisher.events(this.#analysis.onStatus(change));
  }
}
