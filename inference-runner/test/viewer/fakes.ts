import {
  encodeResult,
  encodeVideo,
  type Execution,
  type FrameResult,
  type StreamDescriptor,
  type StreamEvent,
  type StreamState,
  type TelemetrySnapshot,
  type VideoConfig,
} from '@framewatch/protocol';
import { StreamHistory } from '../../src/history/index.js';
import type { RelayedPicture, RelayListener, VideoRelay } from '../../src/relay/types.js';
import { Registry } from '../../src/telemetry/index.js';
import { createViewerMeter } from '../../src/viewer/metrics.js';
import type { LiveSocket } from '../../src/viewer/live-session.js';
import type { Snapshot, StreamWatcher, ViewableRunner, ViewableStream, ViewerMeter } from '../../src/viewer/types.js';

/** Keeps what it was given; what waits in it is set by the test. */
export class FakeSocket implements LiveSocket {
  bufferedAmount = 0;
  readonly sent: (string | Uint8Array)[] = [];
  pings = 0;
  closeCode: number | null = null;
  terminated = false;

  send(data: string | Uint8Array): void {
    this.sent.push(data);
  }

  ping(): void {
    this.pings += 1;
  }

  close(code: number): void {
    this.closeCode = code;
  }

  terminate(): void {
    this.terminated = true;
  }
}

export const h264Config: VideoConfig = {
  format: 'h264',
  codec: 'avc1.42c01f',
  width: 640,
  height: 360,
  fps: 30,
  rotation: 0,
  flip: false,
  timeBase: [1, 1_000_000],
};

/** A relay that passes on what a test feeds it, with the current group of pictures for those who join. */
export class FakeRelay implements VideoRelay {
  readonly #listeners = new Set<RelayListener>();
  #pictures: RelayedPicture[] = [];
  #config: VideoConfig | null = h264Config;
  #seq = 0;
  subscriptions = 0;
  onUnsubscribe: (listenersLeft: number) => void = () => undefined;

  get listeners(): number {
    return this.#listeners.size;
  }

  subscribe(_format: 'h264' | 'jpeg', listener: RelayListener): () => void {
    this.subscriptions += 1;
    this.#listeners.add(listener);
    if (this.#config) listener.onVideoConfig(1, this.#config);
    for (const picture of this.#pictures) listener.onPicture(picture);
    return () => {
      this.#listeners.delete(listener);
      this.onUnsubscribe(this.#listeners.size);
    };
  }

  configure(config: VideoConfig | null): void {
    this.#config = config;
    this.#pictures = [];
    if (config) for (const listener of this.#listeners) listener.onVideoConfig(1, config);
  }

  /** Gives the next picture to everyone and returns it. 33 ms of pts lie between two. */
  feed(key: boolean, payloadBytes = 100): RelayedPicture {
    const seq = this.#seq++;
    const ptsUs = seq * 33_333;
    const payload = new Uint8Array(payloadBytes).fill(seq % 256);
    const message = encodeVideo({ key, discontinuity: false, epoch: 1, seq, ptsUs, captureTimeUs: ptsUs, payload });
    const picture = { message, key, epoch: 1, seq, ptsUs };
    this.#pictures = key ? [picture] : [...this.#pictures, picture];
    for (const listener of this.#listeners) listener.onPicture(picture);
    return picture;
  }
}

export function frameResult(change: Partial<FrameResult> = {}): FrameResult {
  return {
    stream: 'lobby',
    model: 'test',
    epoch: 1,
    seq: 0,
    ptsUs: 0,
    captureTimeUs: 1_700_000_000_000_000,
    width: 640,
    height: 360,
    detections: [{ class: 'person', confidence: 0.5, box: [0.1, 0.1, 0.2, 0.4] }],
    timings: { decode: 1, queue: 2, preprocess: 1, inference: 17, postprocess: 1, latency: 25 },
    dropped: 0,
    ...change,
  };
}

/** A stream without a camera: pictures, results and states are what a test says. */
export class FakeStream implements ViewableStream {
  readonly video = new FakeRelay();
  readonly history: StreamHistory;
  readonly #watchers = new Set<StreamWatcher>();
  state: StreamState = 'streaming';
  reason: string | undefined;
  /** Not known, so that messages are as short as in the limits that are tested. */
  execution: Execution[] | undefined;
  formats: StreamDescriptor['capabilities']['video'] = ['h264', 'jpeg', 'none'];
  picture: Uint8Array | null = Uint8Array.of(0xff, 0xd8, 0xff, 0xd9);
  readonly stills = new Map<string, Uint8Array>();
  /** What was counted of its viewers. */
  viewers = 0;
  bytes = 0;
  readonly meter: ViewerMeter = {
    viewers: (change) => (this.viewers += change),
    viewerBytesSent: (bytes) => (this.bytes += bytes),
  };

  constructor(readonly id = 'lobby') {
    this.history = new StreamHistory(id);
  }

  get watchers(): number {
    return this.#watchers.size;
  }

  describe(): StreamDescriptor {
    return {
      id: this.id,
      name: 'Lobby',
      state: this.state,
      ...(this.reason === undefined ? {} : { reason: this.reason }),
      width: 640,
      height: 360,
      fps: 30,
      codec: 'h264',
      model: 'test',
      ...(this.execution && { execution: this.execution }),
      labels: { classes: ['person'], keypoints: [], skeleton: [] },
      zones: [],
      lines: [],
      capabilities: { video: this.formats, passthrough: true, snapshot: true },
    };
  }

  watch(watcher: StreamWatcher): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  tellResult(result: FrameResult): void {
    const message = encodeResult(result);
    for (const watcher of this.#watchers) watcher.onResult(message, result);
  }

  tellState(state: StreamState, reason?: string): void {
    this.state = state;
    this.reason = reason;
    for (const watcher of this.#watchers) watcher.onState(state, reason);
  }

  tellEvent(event: StreamEvent): void {
    for (const watcher of this.#watchers) watcher.onEvent(event);
  }

  tellExecution(execution: Execution): void {
    this.execution = [execution];
    this.tellState(this.state, this.reason);
  }

  snapshot(): Promise<Snapshot | null> {
    return Promise.resolve(this.picture && { jpeg: this.picture, captureTimeUs: 1_700_000_000_000_000 });
  }

  counts(fromMs: number, toMs: number, stepMs: number): ReturnType<StreamHistory['counts']> {
    return this.history.counts(fromMs, toMs, stepMs);
  }

  still(eventId: string): Promise<Uint8Array | null> {
    return Promise.resolve(this.stills.get(eventId) ?? null);
  }

  detections(fromMs: number, toMs: number, stepMs: number): ReturnType<StreamHistory['detections']> {
    return this.history.detections(fromMs, toMs, stepMs);
  }

  events(...asked: Parameters<StreamHistory['events']>): ReturnType<StreamHistory['events']> {
    return this.history.events(...asked);
  }
}

/** A runner with the given streams. */
export class FakeRunner implements ViewableRunner {
  readonly version = '0.1.0-test';
  readonly streams: ReadonlyMap<string, FakeStream>;
  readonly #registry = new Registry();
  stopping = false;

  constructor(...streams: FakeStream[]) {
    this.streams = new Map(streams.map((stream) => [stream.id, stream]));
    for (const { id } of streams) createViewerMeter(this.#registry.scope({ stream: id }));
  }

  readonly meterOf = (id: string): ViewerMeter => this.streams.get(id)!.meter;

  telemetry(): TelemetrySnapshot {
    return { runner: { id: 'test', version: this.version }, metrics: this.#registry.snapshot() };
  }
}
