import type { FrameResult, Labels, SinkTelemetry, StreamEvent } from '@framewatch/protocol';
import type { Frame } from 'node-av/lib';
import type { StreamConfig } from '../../src/config/index.js';
import type { Inference, Model } from '../../src/model/index.js';
import type { Sink } from '../../src/sink/index.js';
import type { DecodedFrame, SourceListener, VideoSource } from '../../src/source/index.js';

export const LABELS: Labels = { classes: ['person'], keypoints: [], skeleton: [] };

export const STREAM: StreamConfig = {
  id: 'lobby',
  name: 'Lobby',
  url: 'rtsp://10.0.0.8/stream',
  model: 'pose',
  pace: 'realtime',
  loop: false,
  targetFps: null,
  damaged: 'skip',
  stallSeconds: 5,
  zones: [],
  lines: [],
};

/** A source whose listener the test speaks to. */
export class FakeSource implements VideoSource {
  listener: SourceListener | null = null;
  stopped = false;

  constructor(readonly live: boolean) {}

  start(listener: SourceListener): void {
    this.listener = listener;
  }

  stop(): Promise<void> {
    this.stopped = true;
    return Promise.resolve();
  }
}

/** A model that answers when the test says so, in whatever order. */
export class FakeModel implements Model {
  readonly name = 'pose';
  readonly provider = 'cpu';
  readonly labels = LABELS;
  readonly asked: DecodedFrame[] = [];
  readonly #waiting = new Map<number, { resolve(inference: Inference): void; reject(error: Error): void }>();

  infer(frame: DecodedFrame): Promise<Inference> {
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

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** A sink that remembers, or throws. */
export class FakeSink implements Sink {
  readonly id = 'fake';
  readonly results: FrameResult[] = [];
  readonly events: StreamEvent[] = [];

  constructor(private readonly broken = false) {}

  takeResult(result: FrameResult): void {
    if (this.broken) throw new Error('this sink is broken');
    this.results.push(result);
  }

  takeEvent(event: StreamEvent): void {
    if (this.broken) throw new Error('this sink is broken');
    this.events.push(event);
  }

  telemetry(): SinkTelemetry {
    throw new Error('not asked in these tests');
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** Frames that know how many hold them. */
export class FramePool {
  /** References that nobody gave back yet. */
  held = 0;

  /** A decoded frame that arrived `arrivalMs` ago on the monotonic clock. */
  decoded(ptsUs: number, arrivalMs = 0, damaged = false): DecodedFrame {
    return {
      epoch: 1,
      ptsUs,
      captureTimeUs: 1_000_000 + ptsUs,
      arrivalMs,
      decodeMs: 3,
      damaged,
      frame: this.#frame(),
    };
  }

  #frame(): Frame {
    this.held += 1;
    let freed = false;
    const frame = {
      width: 640,
      height: 360,
      sampleAspectRatio: { num: 0, den: 1 },
      getSideData: () => null,
      clone: () => this.#frame(),
      free: () => {
        if (freed) throw new Error('a frame was freed twice');
        freed = true;
        this.held -= 1;
      },
    };
    return frame as unknown as Frame;
  }
}
