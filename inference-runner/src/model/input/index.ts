import type { Frame } from 'node-av/lib';
import type { SharedFrame } from '../../frame/index.js';
import { type SeenPicture, type Size, viewOf } from '../../picture/index.js';
import type { Crop } from '../crop.js';
import { type Letterbox, letterbox } from '../letterbox.js';
import { type InputFormat, type ModelInput, type PixelKind, pixelsOf, PLANE_UNIT } from './format.js';
import { PixelScaler } from './pixel-scaler.js';

export type { ModelInput } from './format.js';

/** Makes inputs of one model out of frames. Scaling is off the main thread; several may be under way at a time. */
export class InputMaker {
  readonly #format: InputFormat;
  readonly #kind: PixelKind;
  readonly #scaler: PixelScaler;

  constructor(format: InputFormat) {
    this.#format = format;
    this.#kind = pixelsOf(format.tensor);
    this.#scaler = new PixelScaler(this.#kind, format.tensor.colours, format.antialias);
  }

  /**
   * The caller holds the frame until it is done. `spare` is the memory of an input that is not needed any more, to be used again where its
   * size fits: new memory for each frame keeps the garbage collector busy.
   */
  async make({ picture: frame }: SharedFrame, spare?: ArrayBuffer): Promise<ModelInput> {
    const picture = viewOf(frame);
    const { size, letterbox: style, rounding } = this.#format;
    return this.#place(frame, letterbox(picture, size(picture), style, rounding), spare);
  }

  /** The size of the input for a picture of this size, pixels. */
  sizeFor(picture: Size): Size {
    return this.#format.size(picture);
  }

  /** An input of a part of a picture, which the caller holds until it is done. `spare`: as above. */
  async makeCrop(picture: SeenPicture, { part, at }: Crop, spare?: ArrayBuffer): Promise<ModelInput> {
    const frame = await picture.part(part);
    return this.#place(frame, at, spare).finally(() => frame.free());
  }

  async #place(frame: Frame, at: Letterbox, spare?: ArrayBuffer): Promise<ModelInput> {
    const bytes = this.#scaler.bytes(at);
    const pixels = spare?.byteLength === bytes ? spare : new ArrayBuffer(bytes);
    this.#pad(pixels, at);
    await this.#scaler.scale(frame, at, new Uint8Array(pixels));
    return { pixels, letterbox: at };
  }

  close(): void {
    this.#scaler.close();
  }

  /** What the picture does not fill. Its own rows are written in any case, so those that it fills whole are left out. */
  #pad(pixels: ArrayBuffer, { inputWidth, inputHeight, y, width, height }: Letterbox): void {
    if (width === inputWidth && height === inputHeight) return;
    const { padding } = this.#format;
    const [samples, value] = samplesOf(this.#kind, pixels, padding);
    if (width < inputWidth) {
      samples.fill(value);
      return;
    }
    const planes = this.#kind === 'packed' ? 1 : 3;
    const plane = samples.length / planes;
    const row = plane / inputHeight;
    for (let start = 0; start < samples.length; start += plane) {
      samples.fill(value, start, start + y * row);
      samples.fill(value, start + (y + height) * row, start + plane);
    }
  }
}

/** Memory as samples of a kind, and what a sample from 0 to 255 is there. */
function samplesOf(kind: PixelKind, pixels: ArrayBuffer, sample: number) {
  if (kind === 'float-planes') return [new Float32Array(pixels), sample / 255] as const;
  return kind === 'planes'
    ? ([new Uint16Array(pixels), sample * PLANE_UNIT] as const)
    : ([new Uint8Array(pixels), sample] as const);
}
