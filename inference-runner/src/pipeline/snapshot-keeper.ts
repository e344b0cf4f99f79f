import type { FrameResult, Labels } from '@framewatch/protocol';
import type { Frame } from 'node-av/lib';
import { annotate } from '../draw/index.js';
import { encodeJpeg } from '../encode/index.js';
import type { DecodedFrame } from '../source/index.js';
import type { Snapshot } from '../viewer/index.js';

/** Keeps the latest picture, and the latest that was inferred with its result, for whoever asks for a still. */
export class SnapshotKeeper {
  #latest: { frame: Frame; captureTimeUs: number } | null = null;
  #inferred: { frame: Frame; result: FrameResult } | null = null;
  #running = Promise.resolve<unknown>(null);
  #closed = false;

  /** Keeps a reference of the frame; the frame itself stays the caller's. */
  sawFrame({ frame, captureTimeUs }: Pick<DecodedFrame, 'frame' | 'captureTimeUs'>): void {
    if (this.#closed) return;
    this.#latest?.frame.free();
    const kept = frame.clone();
    this.#latest = kept && { frame: kept, captureTimeUs };
  }

  /** Takes ownership of the frame. */
  sawResult(frame: Frame, result: FrameResult): void {
    this.#inferred?.frame.free();
    this.#inferred = { frame, result };
    if (this.#closed) this.#forget();
  }

  /** A JPEG of the latest picture; annotated, of the latest that was inferred. Null before the first. */
  jpeg(annotated: boolean, labels: Labels): Promise<Snapshot | null> {
    // One at a time, so that many who ask cannot fill the memory with pictures.
    const made = this.#running.then(() => (annotated ? this.#annotated(labels) : this.#plain()));
    this.#running = made.catch(() => null);
    return made;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
    this.#forget();
  }

  async #plain(): Promise<Snapshot | null> {
    const frame = this.#latest?.frame.clone() ?? null;
    if (!frame || !this.#latest) return null;
    const { captureTimeUs } = this.#latest;
    try {
      return { jpeg: await encodeJpeg(frame), captureTimeUs };
    } finally {
      frame.free();
    }
  }

  async #annotated(labels: Labels): Promise<Snapshot | null> {
    const frame = this.#inferred?.frame.clone() ?? null;
    if (!frame || !this.#inferred) return null;
    const { detections, captureTimeUs } = this.#inferred.result;
    try {
      const drawn = await annotate(frame, detections, labels);
      try {
        return { jpeg: await encodeJpeg(drawn), captureTimeUs };
      } finally {
        drawn.free();
      }
    } finally {
      frame.free();
    }
  }

  #forget(): void {
    this.#latest?.frame.free();
    this.#inferred?.frame.free();
    this.#latest = null;
    this.#inferred = null;
  }
}
