import type { Frame } from 'node-av/lib';
import type { Letterbox } from '../letterbox.js';
import type { TensorData } from './format.js';
import { RgbScaler } from './rgb-scaler.js';
import type { TensorWriter } from './tensor-writer.js';

const CHANNELS = 3;

/** [1, height, width, 3], bytes, red first. */
export class Uint8RgbWriter implements TensorWriter {
  readonly #scaler = new RgbScaler();

  async write(frame: Frame, at: Letterbox, padding: number, spare?: ArrayBuffer): Promise<TensorData> {
    const { inputWidth, inputHeight } = at;
    const bytes = inputWidth * inputHeight * CHANNELS;
    const pixels = new Uint8Array(spare?.byteLength === bytes ? spare : new ArrayBuffer(bytes));
    pad(pixels, at, padding);
    const rowBytes = inputWidth * CHANNELS;
    await this.#scaler.scale(frame, at, pixels.subarray(at.y * rowBytes + at.x * CHANNELS), inputWidth);
    return { type: 'uint8', data: pixels.buffer, dims: [1, inputHeight, inputWidth, CHANNELS] };
  }

  close(): void {
    this.#scaler.close();
  }
}

/** What the picture does not fill. Its own rows are written in any case, so those that it fills whole are left out. */
function pad(pixels: Uint8Array, { inputWidth, y, width, height }: Letterbox, padding: number): void {
  const rowBytes = inputWidth * CHANNELS;
  if (width < inputWidth) {
    pixels.fill(padding);
    return;
  }
  pixels.fill(padding, 0, y * rowBytes);
  pixels.fill(padding, (y + height) * rowBytes);
}
