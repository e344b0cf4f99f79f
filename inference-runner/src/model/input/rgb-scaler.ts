import { AVCOL_RANGE_JPEG, AVCOL_SPC_RGB, AV_PIX_FMT_RGB24 } from 'node-av/constants';
import type { Frame } from 'node-av/lib';
import { PictureScaler, type Size, allocated } from '../../picture/index.js';

const CHANNELS = 3;
/** More than the frames that are under way at a time; each costs one small picture. */
const MOST_IDLE = 8;

/** What one scaling needs, made once for each pair of formats: setting a scaler up costs more than a scaling. */
interface Slot {
  key: string;
  scaler: PictureScaler;
  picture: Frame;
  pixels: Uint8Array;
  rowBytes: number;
}

/** Scales frames of any kind to packed RGB, off the main thread. Several may be under way at a time. */
export class RgbScaler {
  readonly #idle: Slot[] = [];
  #closed = false;

  /** Fills the top left corner of `target` (rows of `targetWidth` RGB pixels) with the frame, scaled to `size`. */
  async scale(frame: Frame, size: Size, target: Uint8Array, targetWidth: number): Promise<void> {
    const slot = this.#take(frame, size);
    try {
      await slot.scaler.convertInto(slot.picture, frame);
      copyRows(slot, size, target, targetWidth * CHANNELS);
    } finally {
      this.#giveBack(slot);
    }
  }

  close(): void {
    this.#closed = true;
    this.#idle.splice(0).forEach(free);
  }

  #take(frame: Frame, size: Size): Slot {
    const key = `${frame.width}x${frame.height}:${frame.format}:${size.width}x${size.height}`;
    const index = this.#idle.findIndex((slot) => slot.key === key);
    return this.#idle.splice(index, index < 0 ? 0 : 1)[0] ?? setUp(key, size);
  }

  #giveBack(slot: Slot): void {
    this.#idle.push(slot);
    const surplus = this.#closed ? this.#idle.length : this.#idle.length - MOST_IDLE;
    this.#idle.splice(0, Math.max(0, surplus)).forEach(free);
  }
}

function setUp(key: string, { width, height }: Size): Slot {
  const picture = allocated({
    width,
    height,
    format: AV_PIX_FMT_RGB24,
    range: AVCOL_RANGE_JPEG,
    space: AVCOL_SPC_RGB,
  });
  const pixels = picture.data?.[0];
  const rowBytes = picture.linesize[0];
  if (!pixels || !rowBytes) throw new Error('allocating the scaled picture: no pixels');
  return { key, scaler: new PictureScaler(), picture, pixels, rowBytes };
}

function copyRows({ pixels, rowBytes }: Slot, { width, height }: Size, target: Uint8Array, targetRow: number): void {
  const row = width * CHANNELS;
  if (rowBytes === row && targetRow === row) {
    target.set(pixels.subarray(0, row * height));
    return;
  }
  for (let y = 0; y < height; y += 1) {
    target.set(pixels.subarray(y * rowBytes, y * rowBytes + row), y * targetRow);
  }
}

function free({ scaler, picture }: Slot): void {
  scaler.close();
  picture.free();
}
