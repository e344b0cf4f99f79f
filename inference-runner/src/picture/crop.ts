import { AVCOL_RANGE_JPEG, AVCOL_SPC_RGB, AV_FRAME_FLAG_INTERLACED, AV_PIX_FMT_RGB24 } from 'node-av/constants';
import type { Frame } from 'node-av/lib';
import { completeColorMetadata } from './colors.js';
import { FilterChain } from './filter-chain.js';
import { inverseOf, type Part, type Size, turnedPart, turnedSize } from './orientation.js';
import { PictureScaler } from './picture-scaler.js';
import { viewOf } from './view.js';

/** Packed RGB: any pixel can be the first of a part, which those of video with fewer pixels of colour cannot. */
const RGB = { format: AV_PIX_FMT_RGB24, range: AVCOL_RANGE_JPEG, space: AVCOL_SPC_RGB };
/** Pixels; no video has fewer than one pixel of colour for each four. Larger steps keep to what swscale converts at once. */
const STEP = 16;
/** Pixels around a part that its own may be mixed with, where there are fewer pixels of colour. */
const MIXED = 4;

/**
 * Parts of one picture as it is seen: upright, with square pixels, as packed RGB. Only what the parts lie in is converted, or the
 * whole picture, once, where that is less.
 */
export class SeenPicture {
  readonly #frame: Frame;
  readonly #scaler = new PictureScaler();
  #whole: Frame | null = null;
  readonly #byParts: boolean;
  /** Settles when the part that was asked for last is made. */
  #made: Promise<unknown> = Promise.resolve();

  /** The caller holds the frame until it is closed. `parts`: those that are to be taken. */
  constructor(frame: Frame, parts: readonly Part[]) {
    this.#frame = frame;
    const areas = parts.reduce((sum, { width, height }) => sum + width * height, 0);
    this.#byParts = isPlain(frame) && areas < frame.width * frame.height;
  }

  /** A new frame, the caller's to free. Several may be asked for at a time. Rejects with an FFmpegError. */
  part(part: Part): Promise<Frame> {
    const made = this.#made.then(() => (this.#byParts ? this.#partOf(part) : this.#partOfWhole(part)));
    this.#made = made.catch(() => undefined);
    return made;
  }

  async close(): Promise<void> {
    await this.#made;
    this.#whole?.free();
    this.#scaler.close();
  }

  async #partOfWhole(part: Part): Promise<Frame> {
    this.#whole ??= await this.#seen(this.#frame);
    return cropped(this.#whole, part);
  }

  async #partOf(part: Part): Promise<Frame> {
    const { orientation, ...size } = viewOf(this.#frame);
    const around = stepsAround(turnedPart(part, size, inverseOf(orientation)), this.#frame);
    const { x, y } = turnedPart(around, this.#frame, orientation);
    const source = this.#frame.clone();
    if (!source) throw new Error('no memory for a reference of a frame');
    // Before it is cut: small pictures are taken for those of another colour space.
    completeColorMetadata(source);
    const stored = await cropped(source, around).finally(() => source.free());
    const seen = await this.#seen(stored).finally(() => stored.free());
    return cropped(seen, { ...part, x: part.x - x, y: part.y - y }).finally(() => seen.free());
  }

  #seen(frame: Frame): Promise<Frame> {
    const { width, height } = viewOf(frame);
    return this.#scaler.convert(frame, { width, height, ...RGB });
  }
}

/**
 * Whether a pixel of the picture as it is seen is one of the stored picture: not stretched, and not of one field. An odd number
 * of rows is converted in another way by swscale, so that a part with an even number would not be the same.
 */
function isPlain(frame: Frame): boolean {
  const { orientation, width, height } = viewOf(frame);
  const turned = turnedSize(frame, orientation);
  const isSquare = turned.width === width && turned.height === height;
  return isSquare && frame.height % 2 === 0 && !frame.hasFlags(AV_FRAME_FLAG_INTERLACED);
}

/** The part, and as much more as makes its edges lie on whole steps, or on those of the picture. */
function stepsAround({ x, y, width, height }: Part, picture: Size): Part {
  const [left, top] = [stepBefore(x - MIXED), stepBefore(y - MIXED)];
  const right = Math.min(picture.width, stepAfter(x + width + MIXED));
  const bottom = Math.min(picture.height, stepAfter(y + height + MIXED));
  return { x: left, y: top, width: right - left, height: bottom - top };
}

function stepBefore(pixels: number): number {
  return Math.max(0, Math.floor(pixels / STEP) * STEP);
}

function stepAfter(pixels: number): number {
  return Math.ceil(pixels / STEP) * STEP;
}

/** Shares the memory of the frame. A new frame, the caller's to free. */
async function cropped(frame: Frame, { x, y, width, height }: Part): Promise<Frame> {
  const chain = new FilterChain();
  // Sizes of video with fewer pixels of colour would be made even otherwise.
  return chain.run(frame, [['crop', `w=${width}:h=${height}:x=${x}:y=${y}:exact=1`]]).finally(() => chain.close());
}
