import type { VideoConfig } from '@framewatch/protocol';
import { decodeBinary } from '@framewatch/protocol';
import { AVCOL_RANGE_JPEG } from 'node-av/constants';
import type { Frame } from 'node-av/lib';
import pino from 'pino';
import { annotate } from '../../src/draw/index.js';
import { encodeJpeg } from '../../src/encode/index.js';
import type { FrameTimes, SharedFrame } from '../../src/frame/index.js';
import { COCO_POSE } from '../../src/model/families/coco-pose.js';
import { moveNetMultiPose } from '../../src/model/families/movenet-multipose.js';
import { InputMaker } from '../../src/model/input/index.js';
import { StreamRelay } from '../../src/relay/index.js';
import type { Demand, SourceFormat, SourceListener, SourcePacket } from '../../src/source/index.js';
import { decodeEach } from '../encode/pictures.js';
import { timesOf } from '../source/recorder.js';
import { type Quarters, colorName } from './patterns.js';

const LAYOUT = { input: { name: 'input', layout: 'nhwc', type: 'uint8', fixed: null }, output: 'output_0' } as const;
const SETTINGS = { input: null, confidence: 0.25, labels: COCO_POSE, options: {} };

/** A picture as somebody gets it: its size, and its samples (Y′CbCr) by fractions of the picture. */
export interface Shown {
  width: number;
  height: number;
  at(x: number, y: number): number[];
}

/** What everybody who looks at a source gets to see of one of its pictures. */
export interface Sight {
  input: Shown;
  still: Shown;
  annotated: Shown;
}

/** Shows the pictures of a source to everybody: model, stills, viewers with H.264 and with JPEG. */
export class Everybody implements SourceListener, Demand {
  readonly formats: SourceFormat[] = [];
  readonly states: string[] = [];
  readonly sights: (Sight & { epoch: number })[] = [];
  readonly configs: { epoch: number; config: VideoConfig }[] = [];
  readonly h264: Uint8Array[] = [];
  readonly jpeg: Uint8Array[] = [];
  readonly frames: FrameTimes[] = [];
  readonly #relay = new StreamRelay({ log: pino({ level: 'silent' }) });
  readonly #input = new InputMaker(moveNetMultiPose.input(LAYOUT, SETTINGS));
  #seeing: Promise<void> = Promise.resolve();
  #wake: () => void = () => undefined;

  /** `every`: of this many pictures one is shown to the model and as a still. */
  constructor(private readonly every = 8) {
    for (const format of ['h264', 'jpeg'] as const) {
      this.#relay.subscribe(format, {
        onVideoConfig: (epoch, config) => this.configs.push({ epoch, config }),
        onPicture: ({ message }) => {
          const video = decodeBinary(message);
          if (video.kind === 'video') this[format].push(video.payload);
          this.#wake();
        },
      });
    }
  }

  onState(state: string): void {
    this.states.push(state);
    this.#wake();
  }

  onReconnect(): void {
    this.states.push('reconnect');
  }

  onFormat(format: SourceFormat): void {
    this.formats.push(format);
    this.#relay.onFormat(format);
  }

  onPacket(packet: SourcePacket | null): void {
    this.#relay.onPacket(packet);
  }

  onFrame(frame: SharedFrame): void {
    this.#seeing = this.#see(frame.retain());
  }

  async ready(): Promise<void> {
    await this.#seeing;
  }

  async #see(retained: SharedFrame): Promise<void> {
    using frame = retained;
    this.#relay.onFrame(frame);
    const index = this.frames.push(timesOf(frame)) - 1;
    try {
      if (index % this.every === 0) this.sights.push({ epoch: frame.epoch, ...(await this.#sight(frame)) });
    } finally {
      this.#wake();
    }
  }

  /** Resolves once `condition` holds. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  async close(): Promise<void> {
    await this.#relay.close();
    this.#input.close();
  }

  async #sight(frame: SharedFrame): Promise<Sight> {
    const { pixels, letterbox } = await this.#input.make(frame);
    const still = await decode('jpeg', [await encodeJpeg(frame.picture)]);
    const drawn = await annotate(frame.picture, [], { classes: [], keypoints: [], skeleton: [] });
    const annotated = await decode('jpeg', [await encodeJpeg(drawn)]);
    drawn.free();
    return { input: rgbShown(new Uint8Array(pixels), letterbox), still: still[0]!, annotated: annotated[0]! };
  }
}

/** The colours in the middle of the quarters. */
export function quarters(shown: Shown): Quarters {
  const at = (x: number, y: number) => colorName(shown.at(x, y));
  return [at(0.25, 0.25), at(0.75, 0.25), at(0.25, 0.75), at(0.75, 0.75)];
}

/** What a viewer's decoder makes of access units or JPEGs, in limited range BT.601. */
export function decode(format: 'h264' | 'jpeg', units: readonly Uint8Array[]): Promise<Shown[]> {
  return decodeEach(format, units, yuvShown);
}

function yuvShown(frame: Frame): Shown {
  const { width, height } = frame;
  const full = frame.colorRange === AVCOL_RANGE_JPEG;
  const planes = (frame.data ?? []).map((plane) => Buffer.from(plane));
  const strides = [...frame.linesize];
  return {
    width,
    height,
    at: (x, y) =>
      [0, 1, 2].map((plane) => {
        const shift = plane === 0 ? 0 : 1;
        const row = Math.floor(y * height) >> shift;
        const value = planes[plane]![row * strides[plane]! + (Math.floor(x * width) >> shift)]!;
        if (!full) return value;
        return plane === 0 ? 16 + (value * 219) / 255 : 128 + ((value - 128) * 224) / 255;
      }),
  };
}

function rgbShown(rgb: Uint8Array, letterbox: { inputWidth: number; width: number; height: number }): Shown {
  const { inputWidth, width, height } = letterbox;
  return {
    width,
    height,
    at: (x, y) => {
      const start = (Math.floor(y * height) * inputWidth + Math.floor(x * width)) * 3;
      const [r, g, b] = [...rgb.subarray(start, start + 3)].map((value) => value / 255) as [number, number, number];
      const luma = 0.299 * r + 0.587 * g + 0.114 * b;
      return [16 + 219 * luma, 128 + (224 * (b - luma)) / 1.772, 128 + (224 * (r - luma)) / 1.402];
    },
  };
}
