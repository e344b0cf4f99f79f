import type { FrameResult, Labels } from '@framewatch/protocol';
import type { Frame } from 'node-av/lib';
import { encodeJpeg } from '../relay/index.js';
import { annotate } from './annotate.js';

/** Keeps the latest picture, and the latest that was inferred with its result, for whoever asks for a still. */
export class SnapshotKeeper {
  #latest: Frame | null = null;
  #inferred: { frame: Frame; result: FrameResult } | null = null;
  #running = Promise.resolve<unknown>(null);
  #closed = false;

  /** Keeps a reference of the frame; the frame itself stays the caller's. */
  sawFrame(frame: Frame): void {
    if (this.#closed) return;
    this.#latest?.free();
    this.#latest = frame.clone();
  }

  /** Takes ownership of the frame. */
  sawResult(frame: Frame, result: FrameResult): void {
    this.#inferred?.frame.free();
    this.#inferred = { frame, result };
    if (this.#closed) this.#forget();
  }

  /** A JPEG of the latest picture; annotated, of the latest that was inferred. Null before the first. */
  jpeg(annotated: boolean, labels: Labels): Promise<Uint8Array | null> {
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

  async #plain(): Promise<Uint8Array | null> {
    const frame = this.#latest?.clone() ?? null;
    if (!frame) return null;
    try {
      return await encodeJpeg(frame);
    } finally {
      frame.free();
    }
  }

  async #annotated(labels: Labels): Promise<Uint8Array | null> {
    const frame = this.#inferred?.frame.clone() ?? null;
    if (!frame || !this.#inferred) return null;
    const { detections } = this.#inferred.result;
    try {
      const drawn = await annotate(frame, detections, labels);
      try {
        return await encodeJpeg(drawn);
      } finally {
        drawn.free();
      }
    } finally {
      frame.free();
    }
  }

  #forget(): void {
    this.#latest?.free();
    this.#inferred?.frame.free();
    this.#latest = null;
    this.#inferred = null;
  }
}
