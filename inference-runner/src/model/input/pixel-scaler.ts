import {
  AVCOL_RANGE_JPEG,
  AVCOL_SPC_RGB,
  AV_PIX_FMT_BGR24,
  AV_PIX_FMT_GBRP16LE,
  AV_PIX_FMT_GBRPF32LE,
  AV_PIX_FMT_RGB24,
  type AVPixelFormat,
} from 'node-av/constants';
import type { Frame } from 'node-av/lib';
import { PictureScaler, type Size, allocated } from '../../picture/index.js';
import type { Letterbox } from '../letterbox.js';
import { COLOUR_CHANNELS, type PixelKind } from './format.js';

/** More than the frames that are under way at a time; each costs one small picture. */
const MOST_IDLE = 8;

/** How pixels of one kind and order of colours are scaled to, and lie in the memory of an input. */
interface PixelLayout {
  format: AVPixelFormat;
  /** The scaler's planes, in the order of the input. */
  planes: readonly number[];
  /** Of one pixel in one plane. */
  bytes: number;
}

/** FFmpeg's planar RGB is in the order green, blue, red. */
const [GREEN, BLUE, RED] = [0, 1, 2];
const PLANES = { rgb: [RED, GREEN, BLUE], bgr: [BLUE, GREEN, RED] } as const;

const LAYOUTS: Readonly<Record<PixelKind, (colours: 'rgb' | 'bgr') => PixelLayout>> = {
  packed: (colours) => ({
    format: colours === 'rgb' ? AV_PIX_FMT_RGB24 : AV_PIX_FMT_BGR24,
    planes: [0],
    bytes: COLOUR_CHANNELS,
  }),
  // The scaler samples bytes at other places, so that planes have 16 bits.
  planes: (colours) => ({
    format: AV_PIX_FMT_GBRP16LE,
    planes: PLANES[colours],
    bytes: Uint16Array.BYTES_PER_ELEMENT,
  }),
  'float-planes': (colours) => ({
    format: AV_PIX_FMT_GBRPF32LE,
    planes: PLANES[colours],
    bytes: Float32Array.BYTES_PER_ELEMENT,
  }),
};

/** What one scaling needs, made once for each pair of formats: setting a scaler up costs more than a scaling. */
interface Slot {
  key: string;
  scaler: PictureScaler;
  picture: Frame;
}

/** Scales frames of any kind to pixels of one kind, off the main thread. Several may be under way at a time. */
export class PixelScaler {
  readonly #layout: PixelLayout;
  readonly #antialias: boolean;
  readonly #idle: Slot[] = [];
  #closed = false;

  /** `antialias` as InputFormat has it; packed bytes have it always. */
  constructor(kind: PixelKind, colours: 'rgb' | 'bgr', antialias: boolean) {
    this.#layout = LAYOUTS[kind](colours);
    this.#antialias = antialias || kind === 'packed';
  }

  /** Bytes of an input. */
  bytes({ inputWidth, inputHeight }: Letterbox): number {
    return inputWidth * inputHeight * this.#layout.planes.length * this.#layout.bytes;
  }

  /** Writes the frame, scaled, in the colours that it means, to its place in the input. Does not free the frame. */
  async scale(frame: Frame, at: Letterbox, target: Uint8Array): Promise<void> {
    const slot = this.#take(frame, at);
    try {
      await slot.scaler.convertInto(slot.picture, frame);
      this.#copy(slot.picture, at, target);
    } finally {
      this.#giveBack(slot);
    }
  }

  close(): void {
    this.#closed = true;
    this.#idle.splice(0).forEach(free);
  }

  #copy({ data, linesize }: Frame, at: Letterbox, target: Uint8Array): void {
    const { planes, bytes } = this.#layout;
    const planeBytes = at.inputWidth * at.inputHeight * bytes;
    planes.forEach((plane, index) => {
      const pixels = data?.[plane];
      if (!pixels) throw new Error('scaling a picture: no pixels');
      const into = target.subarray(index * planeBytes, (index + 1) * planeBytes);
      copyRows(pixels, linesize[plane] ?? 0, at, into, bytes);
    });
  }

  #take(frame: Frame, { width, height }: Size): Slot {
    const key = `${frame.width}x${frame.height}:${frame.format}:${width}x${height}`;
    const index = this.#idle.findIndex((slot) => slot.key === key);
    return this.#idle.splice(index, index < 0 ? 0 : 1)[0] ?? this.#setUp(key, { width, height });
  }

  #setUp(key: string, size: Size): Slot {
    const { format } = this.#layout;
    const picture = allocated({ ...size, format, range: AVCOL_RANGE_JPEG, space: AVCOL_SPC_RGB });
    return { key, scaler: new PictureScaler(this.#antialias), picture };
  }

  #giveBack(slot: Slot): void {
    this.#idle.push(slot);
    const surplus = this.#closed ? this.#idle.length : this.#idle.length - MOST_IDLE;
    this.#idle.splice(0, Math.max(0, surplus)).forEach(free);
  }
}

function copyRows(pixels: Uint8Array, rowBytes: number, at: Letterbox, target: Uint8Array, bytes: number): void {
  const [row, targetRow, start] = [
    at.width * bytes,
    at.inputWidth * bytes,
    (at.y * at.inputWidth + at.x) * bytes,
  ] as const;
  if (rowBytes === row && targetRow === row) {
    target.set(pixels.subarray(0, row * at.height), start);
    return;
  }
  for (let y = 0; y < at.height; y += 1) {
    target.set(pixels.subarray(y * rowBytes, y * rowBytes + row), start + y * targetRow);
  }
}

function free({ scaler, picture }: Slot): void {
  scaler.close();
  picture.free();
}
