import type { Frame } from 'node-av/lib';
import type { SharedFrame } from '../../frame/index.js';
import { type SeenPicture, type Size, viewOf } from '../../picture/index.js';
import type { Crop } from '../crop.js';
import { type Letterbox, letterbox } from '../letterbox.js';
import { type InputFormat, type ModelInput, type PixelKind, pixelsOf, PLANE_UNIT } from './format.js';
import { PixelScaler } from './pixel-scaler.js';

export type { ModelInput } from './format.js';

/** Of one session: in it, waiting for it, being made, given back. */
export const FRAMES_UNDER_WAY = 4;

/**
 * Makes inputs of one model out of frames. Scaling is off the main thread; several may be under way at a time. The memory of
 * inputs that are given back is used again: new memory for each frame keeps the garbage collector busy.
 */
export class InputMaker {
  readonly #format: InputFormat;
  readonly #kind: PixelKind;
  readonly #scaler: PixelScaler;
  readonly #mostSpare: number;
  /** What lies beside the picture is there already. */
  readonly #spare: ModelInput[] = [];

  /** `mostSpare`: inputs whose memory is kept. */
  constructor(format: InputFormat, mostSpare = FRAMES_UNDER_WAY) {
    this.#format = format;
    this.#kind = pixelsOf(format.tensor);
    this.#scaler = new PixelScaler(this.#kind, format.tensor.colours, format.antialias);
    this.#mostSpare = mostSpare;
  }

  /** The caller holds the frame until it is done. */
  async make({ picture: frame }: SharedFrame): Promise<ModelInput> {
    const picture = viewOf(frame);
    const { size, letterbox: style, rounding } = this.#format;
    return this.#place(frame, letterbox(picture, size(picture), style, rounding));
  }

  /** The size of the input for a picture of this size, pixels. */
  sizeFor(picture: Size): Size {
    return this.#format.size(picture);
  }

  /** An input of a part of a picture, which the caller holds until it is done. */
  async makeCrop(picture: SeenPicture, { part, at }: Crop): Promise<ModelInput> {
    const frame = await picture.part(part);
    return this.#place(frame, at).finally(() => frame.free());
  }

  /** Takes an input that is not needed any more, with its pixels as they were made. */
  giveBack(input: ModelInput): void {
    this.#spare.push(input);
    if (this.#spare.length > this.#mostSpare) this.#spare.shift();
  }

  async #place(frame: Frame, at: Letterbox): Promise<ModelInput> {
    const pixels = this.#memoryFor(at);
    await this.#scaler.scale(frame, at, new Uint8Array(pixels));
    return { pixels, letterbox: at };
  }

  /** Memory in which all is written but the picture. */
  #memoryFor(at: Letterbox): ArrayBuffer {
    const alike = this.#spare.findIndex(({ letterbox }) => isSame(letterbox, at));
    const [spare] = this.#spare.splice(Math.max(0, alike), 1);
    if (spare && alike >= 0) return spare.pixels;
    const bytes = this.#scaler.bytes(at);
    const pixels = spare?.pixels.byteLength === bytes ? spare.pixels : new ArrayBuffer(bytes);
    this.#pad(pixels, at);
    return pixels;
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

function isSame(a: Letterbox, b: Letterbox): boolean {
  return (
    a.inputWidth === b.inputWidth &&
    a.inputHeight === b.inputHeight &&
    a.x === b.x &&
    a.y === b.y &&
    a.width === b.width &&
    a.height === b.height
  );
}

/** Memory as samples of a kind, and what a sample from 0 to 255 is there. */
function samplesOf(kind: PixelKind, pixels: ArrayBuffer, sample: number) {
  if (kind === 'float-planes') return [new Float32Array(pixels), sample / 255] as const;
  return kind === 'planes'
    ? ([new Uint16Array(pixels), sample * PLANE_UNIT] as const)
    : ([new Uint8Array(pixels), sample] as const);
}
