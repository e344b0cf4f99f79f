import { AV_PIX_FMT_GRAY8, AVCOL_RANGE_JPEG, AVCOL_SPC_BT709 } from 'node-av/constants';
import type { Frame } from 'node-av/lib';
import type { SharedFrame } from '../../frame/index.js';
import type { LumaImage } from '../../analysis/index.js';
import { PictureScaler, type Size, allocated, viewOf } from '../../picture/index.js';

/** The longer side of a luma image, pixels: enough to see a camera covered, blurred or moved, small enough to keep. */
const LONGER_SIDE = 160;

/** A covered camera is noticed soon enough, and the processor has other things to do. */
const INTERVAL_US = 1_000_000;

/** Gets the luma images of a stream. Must not throw. */
export interface LumaListener {
  /** The frame is disposed after the call: retain it to keep it. */
  onLuma(luma: LumaImage, frame: SharedFrame): void;
  onFailure(error: unknown): void;
}

/**
 * Makes a small grey image of a frame, at most once a second of capture time and one at a time, off the main thread. Leaves
 * out damaged frames.
 */
export class LumaFeed {
  readonly #scaler = new PictureScaler();
  #target: Frame | null = null;
  #last: { epoch: number; captureTimeUs: number } | null = null;
  #running: Promise<void> | null = null;
  #closed = false;

  constructor(private readonly listener: LumaListener) {}

  /** Retains the frame where it makes an image of it. */
  offer(frame: SharedFrame): void {
    if (this.#closed || this.#running || frame.damaged || !this.#isDue(frame)) return;
    const { epoch, captureTimeUs } = frame;
    this.#last = { epoch, captureTimeUs };
    this.#running = this.#make(frame.retain()).finally(() => (this.#running = null));
  }

  /** Resolves when it holds no frame; it makes no image from the call on. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
    this.#target?.free();
    this.#target = null;
    this.#scaler.close();
  }

  /** A clock that was set back does not stop the images. */
  #isDue({ epoch, captureTimeUs }: SharedFrame): boolean {
    const last = this.#last;
    if (last?.epoch !== epoch) return true;
    return Math.abs(captureTimeUs - last.captureTimeUs) >= INTERVAL_US;
  }

  async #make(retained: SharedFrame): Promise<void> {
    using frame = retained;
    try {
      const { width, height } = sizeOf(viewOf(frame.picture));
      const target = this.#targetOf({ width, height });
      await this.#scaler.convertInto(target, frame.picture);
      if (this.#closed) return;
      const { epoch, captureTimeUs } = frame;
      this.listener.onLuma({ width, height, data: pixelsOf(target), epoch, captureTimeUs }, frame);
    } catch (error) {
      this.listener.onFailure(error);
    }
  }

  #targetOf({ width, height }: Size): Frame {
    if (this.#target?.width === width && this.#target.height === height) return this.#target;
    this.#target?.free();
    this.#target = null;
    return (this.#target = allocated({
      width,
      height,
      format: AV_PIX_FMT_GRAY8,
      range: AVCOL_RANGE_JPEG,
      space: AVCOL_SPC_BT709,
    }));
  }
}

/** Keeps the shape of the picture. */
function sizeOf({ width, height }: Size): Size {
  const scale = Math.min(1, LONGER_SIDE / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** A copy of its own: the frame is written again. */
function pixelsOf({ data, linesize, width, height }: Frame): Uint8Array {
  const [plane, stride] = [data?.[0], linesize[0] ?? 0];
  if (!plane) throw new Error('a luma image has no plane');
  const pixels = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) pixels.set(plane.subarray(y * stride, y * stride + width), y * width);
  return pixels;
}
