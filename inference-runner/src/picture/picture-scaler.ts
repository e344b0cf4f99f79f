import {
  AV_FRAME_FLAG_INTERLACED,
  AV_FRAME_FLAG_TOP_FIELD_FIRST,
  type AVColorRange,
  type AVColorSpace,
  type AVPixelFormat,
} from 'node-av/constants';
import { FFmpegError, Frame, SoftwareScaleContext } from 'node-av/lib';
import { completeColorMetadata } from './colors.js';
import { FilterChain, type FilterStep } from './filter-chain.js';
import { type Orientation, isUpright, turnedSize } from './orientation.js';
import { clearViewMetadata, viewOf } from './view.js';

/** The wanted size and format of a picture. */
export interface PictureFormat {
  width: number;
  height: number;
  format: AVPixelFormat;
  range: AVColorRange;
  space: AVColorSpace;
}

/**
 * By `rotation`, then by `flip`. `vflip` by itself only addresses the lines from below, so something has to follow that
 * writes them.
 */
const TURNS: Record<Orientation['rotation'], readonly [plain: readonly FilterStep[], flipped: readonly FilterStep[]]> =
  {
    0: [[], [['hflip']]],
    90: [[['transpose', 'dir=clock']], [['transpose', 'dir=cclock_flip']]],
    180: [
      [['vflip'], ['hflip']],
      [['vflip'], ['copy']],
    ],
    270: [[['transpose', 'dir=cclock']], [['transpose', 'dir=clock_flip']]],
  };

/** swscale's bilinear filter widens as pictures shrink. Its fast one does not; it would halve the colours of RGB pictures. */
const [ANTIALIASED, BETWEEN_PIXELS] = ['bilinear', 'fast_bilinear+full_chroma_inp'];

/**
 * Scales and converts frames of any kind. Its pictures are progressive, upright, have square pixels, and have the
 * colours that the frame means. Takes one frame at a time and works off the main thread.
 */
export class PictureScaler {
  readonly #antialias: boolean;
  readonly #field = new FilterChain();
  readonly #turn = new FilterChain();
  #scaler: SoftwareScaleContext | null = null;

  /**
   * `antialias`: whether a pixel of a smaller picture is a mean over what it covers. Otherwise it is one between its four
   * nearest pixels, as OpenCV has it: that takes less time, and is not exact in formats of 8 bits.
   */
  constructor(antialias = true) {
    this.#antialias = antialias;
  }

  /**
   * Returns a new frame, which the caller frees; a reference to `source` where nothing has to be converted. Does not
   * free
   * `source`. Rejects with an FFmpegError and stays usable.
   */
  async convert(source: Frame, wanted: PictureFormat): Promise<Frame> {
    const { orientation } = viewOf(source);
    const stored = { ...wanted, ...turnedSize(wanted, orientation) };
    const input = await this.#plain(source);
    const picture = fits(input, stored) ? input : await this.#scaled(input, stored).finally(() => input.free());
    return this.#turned(picture, orientation);
  }

  /** Scales into `target`, whose size, format and colours are set and whose pixels are allocated. Frees neither. */
  async convertInto(target: Frame, source: Frame): Promise<void> {
    const { orientation } = viewOf(source);
    if (isUpright(orientation)) {
      const input = await this.#plain(source);
      await this.#scale(target, input).finally(() => input.free());
      return;
    }
    const { width, height, format, colorRange: range, colorSpace: space } = target;
    const picture = await this.convert(source, { width, height, format: format as AVPixelFormat, range, space });
    try {
      FFmpegError.throwIfError(target.copy(picture), 'copying a picture');
    } finally {
      picture.free();
    }
  }

  /** Call it only while nothing is being converted. The next picture opens it again. */
  close(): void {
    this.#scaler?.freeContext();
    this.#scaler = null;
    this.#field.close();
    this.#turn.close();
  }

  /** Returns a reference to the frame with complete metadata; of an interlaced frame, to its earlier field. */
  async #plain(source: Frame): Promise<Frame> {
    const frame = source.clone();
    if (!frame) throw new Error('no memory for a reference of a frame');
    completeColorMetadata(frame);
    clearViewMetadata(frame);
    if (!frame.hasFlags(AV_FRAME_FLAG_INTERLACED)) return frame;
    const type = frame.hasFlags(AV_FRAME_FLAG_TOP_FIELD_FIRST) ? 'top' : 'bottom';
    // Addresses every other line; copies nothing.
    return this.#field.run(frame, [['field', `type=${type}`]]).finally(() => frame.free());
  }

  async #scaled(input: Frame, format: PictureFormat): Promise<Frame> {
    const output = allocated(format);
    try {
      await this.#scale(output, input);
      return output;
    } catch (error) {
      output.free();
      throw error;
    }
  }

  async #scale(target: Frame, input: Frame): Promise<void> {
    FFmpegError.throwIfError(await this.#context().scaleFrame(target, input), 'scaling a picture');
  }

  /** Takes ownership of the picture, which is the smaller one by now. */
  async #turned(picture: Frame, orientation: Orientation): Promise<Frame> {
    const { rotation, flip } = orientation;
    const steps = TURNS[rotation][flip ? 1 : 0];
    if (steps.length === 0) return picture;
    return this.#turn.run(picture, steps).finally(() => picture.free());
  }

  #context(): SoftwareScaleContext {
    if (this.#scaler) return this.#scaler;
    const scaler = new SoftwareScaleContext();
    // A context made with getContext() would ignore colour space and range of the frames.
    scaler.allocContext();
    scaler.setOption('sws_flags', this.#antialias ? ANTIALIASED : BETWEEN_PIXELS);
    return (this.#scaler = scaler);
  }
}

/** Allocates a frame of that format, which the caller frees. Throws an FFmpegError. */
export function allocated({ width, height, format, range, space }: PictureFormat): Frame {
  const frame = new Frame();
  frame.alloc();
  frame.width = width;
  frame.height = height;
  frame.format = format;
  frame.colorRange = range;
  frame.colorSpace = space;
  const code = frame.getBuffer(0);
  if (code < 0) frame.free();
  FFmpegError.throwIfError(code, 'allocating a picture');
  return frame;
}

function fits(frame: Frame, { width, height, format, range, space }: PictureFormat): boolean {
  return (
    frame.format === format &&
    frame.width === width &&
    frame.height === height &&
    frame.colorRange === range &&
    frame.colorSpace === space
  );
}
