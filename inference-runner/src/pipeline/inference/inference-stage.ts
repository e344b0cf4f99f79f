import type { FrameResult } from '@framewatch/protocol';
import type { Clock } from '@framewatch/service-kit';
import type { SharedFrame } from '../../frame/index.js';
import type { Inference, Model } from '../../model/index.js';
import { viewOf } from '../../picture/index.js';
import type { Demand } from '../../source/index.js';
import type { Semaphore } from './fair-semaphore.js';
import { Scheduler } from './scheduler.js';

/** Why a decoded frame was not inferred: bounded, as it labels a metric. */
export type DropReason = 'newer-frame' | 'target-fps' | 'inference-error' | 'damaged' | 'shutdown';

/** Receives the outcome of each frame. Must not throw. */
export interface InferenceListener {
  /** Called in the order of the frames. The frame is disposed after the call: retain it to keep it. */
  onResult(frame: SharedFrame, result: FrameResult): void;
  /** A damaged frame came; `inferred`: whether damaged frames are inferred. */
  onDamaged(inferred: boolean): void;
  /** A frame has no result. Also called after `onFailure`. */
  onDropped(reason: DropReason): void;
  onFailure(error: Error): void;
}

export interface InferenceOptions {
  stream: string;
  model: Model;
  /** Name of the model in the configuration. */
  modelName: string;
  /** Shared by all streams that use the model. */
  semaphore: Semaphore;
  /** The source cannot be held back: the latest frame replaces a waiting one. */
  live: boolean;
  targetFps: number | null;
  damaged: 'skip' | 'infer';
  clock: Clock;
}

/** Frames beside those that are inferred: the next is being scaled, and an unpaced file keeps one more ready. */
const READY = { live: 1, unpaced: 2 };

/** A frame, which the scheduler holds, with the time at which it could have been inferred. */
interface WaitingFrame {
  frame: SharedFrame;
  readyMs: number;
}

/** Decides which frames are inferred, runs the model on them, and gives the results in the order of the frames. */
export class InferenceStage implements Demand {
  readonly #options: InferenceOptions;
  readonly #listener: InferenceListener;
  readonly #scheduler: Scheduler<WaitingFrame>;
  #seq = 0;
  /** Number of frames without a result since the newest result. */
  #dropped = 0;
  #lastError: string | null = null;
  /** Settles when the newest pending result has been delivered. Keeps results in order. */
  #told: Promise<void> = Promise.resolve();

  constructor(options: InferenceOptions, listener: InferenceListener) {
    this.#options = options;
    this.#listener = listener;
    const { live, targetFps, clock, semaphore } = options;
    const { sessions, batch } = options.model;
    this.#scheduler = new Scheduler<WaitingFrame>({
      live,
      targetFps,
      // Of a camera not more than without batches, which are for the frames of several: those of one would come later.
      maxInFlight: live ? sessions + READY.live : sessions * batch + READY.unpaced,
      clock,
      semaphore,
      work: (waiting) => this.#infer(waiting),
      giveUp: (waiting, reason) => {
        using _frame = waiting.frame;
        this.#drop(reason);
      },
    });
  }

  /**
   * Retains the frame where it may be inferred. A source that is not live offers one frame at a time, after `ready`.
   */
  offer(frame: SharedFrame): void {
    const { damaged, clock } = this.#options;
    if (frame.damaged) this.#listener.onDamaged(damaged === 'infer');
    if (frame.damaged && damaged === 'skip') this.#drop('damaged');
    else this.#scheduler.offer({ frame: frame.retain(), readyMs: clock.nowMs() });
  }

  /** Resolves when another frame can be taken. */
  ready(): Promise<void> {
    return this.#scheduler.ready();
  }

  get closed(): boolean {
    return this.#scheduler.closed;
  }

  /** Resolves when all pending results are delivered and no frame is held. */
  close(): Promise<void> {
    return this.#scheduler.close();
  }

  /** Returns what it is doing, for support. */
  dump() {
    return { ...this.#scheduler.dump(), results: this.#seq, lastError: this.#lastError };
  }

  #drop(reason: DropReason): void {
    this.#dropped += 1;
    this.#listener.onDropped(reason);
  }

  #infer({ frame: waiting, readyMs }: WaitingFrame): Promise<void> {
    const waitedMs = this.#options.clock.nowMs() - readyMs;
    const before = this.#told;
    this.#told = (async () => {
      using frame = waiting;
      const outcome = await this.#attempt(frame);
      await before;
      if (outcome instanceof Error) this.#failed(outcome);
      else this.#listener.onResult(frame, this.#result(frame, outcome, waitedMs));
    })();
    return this.#told;
  }

  async #attempt(frame: SharedFrame): Promise<Inference | Error> {
    try {
      return await this.#options.model.infer(frame);
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  #result(frame: SharedFrame, inference: Inference, waitedMs: number): FrameResult {
    const { epoch, ptsUs, captureTimeUs, decodeMs, arrivalMs, damaged } = frame;
    const { stream, modelName, clock } = this.#options;
    const { width, height } = viewOf(frame.picture);
    const [seq, dropped] = [this.#seq, this.#dropped];
    this.#seq += 1;
    this.#dropped = 0;
    return {
      stream,
      model: modelName,
      epoch,
      seq,
      ptsUs,
      captureTimeUs,
      width,
      height,
      detections: inference.detections,
      ...(damaged && { damaged: true as const }),
      timings: {
        decode: decodeMs,
        queue: waitedMs + inference.queueMs,
        preprocess: inference.preprocessMs,
        inference: inference.inferenceMs,
        postprocess: inference.postprocessMs,
        latency: clock.nowMs() - arrivalMs,
      },
      dropped,
    };
  }

  #failed(error: Error): void {
    this.#lastError = error.message;
    this.#drop('inference-error');
    this.#listener.onFailure(error);
  }
}
