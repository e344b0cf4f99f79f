import type { CountBucket, Execution, FrameResult, Labels, StreamEvent } from '@framewatch/protocol';
import { ANALYSIS_DEFAULTS } from '../../src/analysis/index.js';
import type { StreamConfig } from '../../src/config/index.js';
import type { SharedFrame } from '../../src/frame/index.js';
import type { Inference, Model } from '../../src/model/index.js';
import type { ResultSink } from '../../src/sink/index.js';
import type { StreamWatcher } from '../../src/viewer/index.js';
import type { Demand, SourceListener, VideoSource } from '../../src/source/index.js';
import { fakeFrame } from '../frame/frames.js';

export const LABELS: Labels = { classes: ['person'], keypoints: [], skeleton: [] };

export const STREAM: StreamConfig = {
  id: 'lobby',
  name: 'Lobby',
  url: 'rtsp://10.0.0.8/stream',
  model: 'pose',
  models: ['pose'],
  pace: 'realtime',
  loop: false,
  targetFps: null,
  damaged: 'skip',
  stallSeconds: 5,
  ...ANALYSIS_DEFAULTS,
};

/** A source whose listener the test speaks to. */
export class FakeSource implements VideoSource {
  listener: SourceListener | null = null;
  demand: Demand | null = null;
  stopped = false;

  constructor(readonly live: boolean) {}

  /** Gives the listener a frame that arrived at `arrivalMs` on the monotonic clock. */
  give(ptsUs: number, arrivalMs = 0, damaged = false): void {
    using frame = fakeFrame({ ptsUs, captureTimeUs: 1_000_000 + ptsUs, arrivalMs, decodeMs: 3, damaged }).frame;
    this.listener?.onFrame(frame);
  }

  start(listener: SourceListener, demand: Demand): void {
    this.listener = listener;
    this.demand = demand;
  }

  stop(): Promise<void> {
    this.stopped = true;
    return Promise.resolve();
  }
}

/** A model that answers when the test says so, in whatever order. */
export class FakeModel implements Model {
  readonly name = 'pose';
  execution: Execution[] = [{ model: 'pose', provider: 'cpu', refused: [] }];
  readonly labels = LABELS;
  readonly sessions = 1;
  readonly batch = 1;
  readonly asked: SharedFrame[] = [];
  readonly #waiting = new Map<number, { resolve(inference: Inference): void; reject(error: Error): void }>();

  infer(frame: SharedFrame): Promise<Inference> {
    this.asked.push(frame);
    return new Promise((resolve, reject) => this.#waiting.set(frame.ptsUs, { resolve, reject }));
  }

  answer(ptsUs: number, inference: Partial<Inference> = {}): void {
    const none = { detections: [], preprocessMs: 1, queueMs: 2, inferenceMs: 20, postprocessMs: 0.5 };
    this.#waiting.get(ptsUs)?.resolve({ ...none, ...inference });
  }

  fail(ptsUs: number, error: Error): void {
    this.#waiting.get(ptsUs)?.reject(error);
  }

  /** Answers whatever is still asked. */
  failAll(): void {
    for (const { reject } of this.#waiting.values()) reject(new Error('the test is over'));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** A sink that remembers, or throws. */
export class FakeSink implements ResultSink {
  readonly name = 'fake';
  readonly results: FrameResult[] = [];
  readonly events: StreamEvent[] = [];
  readonly counts: CountBucket[] = [];

  constructor(private readonly broken = false) {}

  takeResult(result: FrameResult): void {
    if (this.broken) throw new Error('this sink is broken');
    this.results.push(result);
  }

  takeCounts(_stream: string, bucket: CountBucket): void {
    this.counts.push(bucket);
  }

  takeEvent(event: StreamEvent): void {
    if (this.broken) throw new Error('this sink is broken');
    this.events.push(event);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** Watches a stream with the part that the test is about. */
export const watcher = (part: Partial<StreamWatcher>): StreamWatcher => ({
  onResult: () => undefined,
  onState: () => undefined,
  onEvent: () => undefined,
  ...part,
});
