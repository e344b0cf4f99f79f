import type { Detection, FrameResult, Labels } from '@framewatch/protocol';
import type { Frame } from 'node-av/lib';
import { annotate } from '../../draw/index.js';
import { encodeJpeg } from '../../encode/index.js';
import type { SharedFrame } from '../../frame/index.js';
import type { FrameSink } from '../../sink/index.js';
import type { Snapshot } from '../../viewer/index.js';

/** Keeps the latest frame, and the latest inferred frame with its result, for stills. */
export class SnapshotKeeper implements FrameSink {
  #latest: SharedFrame | null = null;
  #inferred: { frame: SharedFrame; result: FrameResult } | null = null;
  #running = Promise.resolve<unknown>(null);
  #closed = false;

  takeFrame(frame: SharedFrame): void {
    if (this.#closed) return;
    this.#latest?.[Symbol.dispose]();
    this.#latest = frame.retain();
  }

  takeInferred(frame: SharedFrame, result: FrameResult): void {
    if (this.#closed) return;
    this.#inferred?.frame[Symbol.dispose]();
    this.#inferred = { frame: frame.retain(), result };
  }

  /** Returns a JPEG of the latest frame; annotated, of the latest inferred frame. Null before the first. */
  jpeg(annotated: boolean, labels: Labels): Promise<Snapshot | null> {
    // One at a time, so that many who ask cannot fill the memory with pictures.
    const made = this.#running.then(() => (annotated ? this.#annotated(labels) : this.#plain()));
    this.#running = made.catch(() => null);
    return made;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
    this.#latest?.[Symbol.dispose]();
    this.#inferred?.frame[Symbol.dispose]();
    this.#latest = null;
    this.#inferred = null;
  }

  async #plain(): Promise<Snapshot | null> {
    if (!this.#latest) return null;
    using frame = this.#latest.retain();
    return { jpeg: await encodeJpeg(frame.picture), captureTimeUs: frame.captureTimeUs };
  }

  async #annotated(labels: Labels): Promise<Snapshot | null> {
    if (!this.#inferred) return null;
    const { detections, captureTimeUs } = this.#inferred.result;
    using frame = this.#inferred.frame.retain();
    return { jpeg: await annotatedJpeg(frame.picture, detections, labels), captureTimeUs };
  }
}

async function annotatedJpeg(picture: Frame, detections: readonly Detection[], labels: Labels): Promise<Uint8Array> {
  const drawn = await annotate(picture, detections, labels);
  try {
    return await encodeJpeg(drawn);
  } finally {
    drawn.free();
  }
}
