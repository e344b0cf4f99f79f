import type { Frame } from 'node-av/lib';

/** Times of a picture (capture, arrival, decoding), and whether it is damaged. */
export interface FrameTimes {
  epoch: number;
  /** The source's clock, microseconds. Grows within an epoch. */
  ptsUs: number;
  /** Wall clock, microseconds. */
  captureTimeUs: number;
  /** Monotonic clock, milliseconds: when the packet arrived. */
  arrivalMs: number;
  /** Milliseconds. */
  decodeMs: number;
  /** Parts of it, or the picture before it, were lost. */
  damaged: boolean;
}

/** A handle on a frame was used, or disposed again, after it had been disposed. */
export class FrameDisposedError extends Error {
  override readonly name = 'FrameDisposedError';

  constructor({ epoch, ptsUs }: FrameTimes) {
    super(`frame ${epoch}/${ptsUs}: this handle is disposed already; retain() the frame to keep it longer`);
  }
}

/** The memory of one picture, and how many handles there are on it. */
interface Memory {
  readonly picture: Frame;
  holders: number;
}

let live = 0;

/**
 * A handle on a decoded picture, which any number of holders share by reference count. Each holder has a handle of its
 * own and disposes it once; with the last one the picture is freed. What is given to a function stays the caller's
 * handle: the function retains the frame to keep it beyond its end. Nobody writes into the picture.
 */
export class SharedFrame implements FrameTimes, Disposable {
  readonly epoch: number;
  readonly ptsUs: number;
  readonly captureTimeUs: number;
  readonly arrivalMs: number;
  readonly decodeMs: number;
  readonly damaged: boolean;
  #memory: Memory | null;

  private constructor(memory: Memory, times: FrameTimes) {
    this.#memory = memory;
    memory.holders += 1;
    this.epoch = times.epoch;
    this.ptsUs = times.ptsUs;
    this.captureTimeUs = times.captureTimeUs;
    this.arrivalMs = times.arrivalMs;
    this.decodeMs = times.decodeMs;
    this.damaged = times.damaged;
  }

  /** The first handle on a picture. Takes ownership of it. */
  static of(picture: Frame, times: FrameTimes): SharedFrame {
    live += 1;
    return new SharedFrame({ picture, holders: 0 }, times);
  }

  /** Number of pictures that have at least one handle, in the whole process. */
  static get live(): number {
    return live;
  }

  /** Its metadata tell how it is to be shown (`viewOf`). Throws a FrameDisposedError when the handle is disposed. */
  get picture(): Frame {
    return this.#held().picture;
  }

  /** Another handle on the same picture. Throws a FrameDisposedError when this one is disposed. */
  retain(): SharedFrame {
    return new SharedFrame(this.#held(), this);
  }

  /** Throws a FrameDisposedError the second time. */
  [Symbol.dispose](): void {
    const memory = this.#held();
    this.#memory = null;
    memory.holders -= 1;
    if (memory.holders > 0) return;
    live -= 1;
    memory.picture.free();
  }

  #held(): Memory {
    if (!this.#memory) throw new FrameDisposedError(this);
    return this.#memory;
  }
}
