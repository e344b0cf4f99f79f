import {
  AVCOL_RANGE_JPEG,
  AVCOL_SPC_BT709,
  AVCOL_SPC_SMPTE170M,
  AVCOL_SPC_UNSPECIFIED,
  AV_PIX_FMT_YUV420P,
  AV_PIX_FMT_YUVJ420P,
  type AVColorRange,
  type AVColorSpace,
} from 'node-av/constants';
import { FFmpegError, Frame, SoftwareScaleContext } from 'node-av/lib';

/** Pictures of this height and more are taken for BT.709 where they do not say, as browsers do. */
const HD_HEIGHT = 720;

/** Format of the picture that an encoder wants, always planar 4:2:0 with 8 bits. */
export interface PictureTarget {
  width: number;
  height: number;
  range: AVColorRange;
  space: AVColorSpace;
}

/** One picture out of an encoder. */
export interface Encoded {
  key: boolean;
  data: Uint8Array;
  width: number;
  height: number;
  /** RFC 6381 codec string, null for JPEG. Known from a key frame on. */
  codec: string | null;
}

/** Encodes one picture at a time, each at once. */
export interface PictureEncoder {
  /** Does not free the frame. Rejects with an FFmpegError, and can be used on. */
  encode(frame: Frame, ptsUs: number, forceKey: boolean): Promise<Encoded>;
  /** Only while nothing is being encoded. It opens again by itself. */
  close(): void;
}

/** The colour matrix of a frame, guessed as browsers do where it does not say. */
export function colorSpaceOf(frame: Frame): AVColorSpace {
  if (frame.colorSpace !== AVCOL_SPC_UNSPECIFIED) return frame.colorSpace;
  return frame.height >= HD_HEIGHT ? AVCOL_SPC_BT709 : AVCOL_SPC_SMPTE170M;
}

/** Full or limited range. The deprecated `yuvj` formats are full range by their name alone. */
export function colorRangeOf(frame: Frame): AVColorRange {
  return frame.format === AV_PIX_FMT_YUVJ420P ? AVCOL_RANGE_JPEG : frame.colorRange;
}

/** Brings frames into the format of an encoder, with colours kept. */
export class PictureConverter {
  #scaler: SoftwareScaleContext | null = null;

  /** A new frame, the caller's to free: `source` itself, referenced, where it fits already. Throws an FFmpegError. */
  async convert(source: Frame, target: PictureTarget): Promise<Frame> {
    const input = normalized(source);
    if (fits(input, target)) return input;
    const output = new Frame();
    output.alloc();
    output.width = target.width;
    output.height = target.height;
    output.format = AV_PIX_FMT_YUV420P;
    output.colorRange = target.range;
    output.colorSpace = target.space;
    try {
      FFmpegError.throwIfError(await this.#context().scaleFrame(output, input), 'converting a picture');
      return output;
    } catch (error) {
      output.free();
      throw error;
    } finally {
      input.free();
    }
  }

  close(): void {
    this.#scaler?.freeContext();
    this.#scaler = null;
  }

  #context(): SoftwareScaleContext {
    if (this.#scaler) return this.#scaler;
    const scaler = new SoftwareScaleContext();
    // A context made with getContext() would ignore colour space and range of the frames.
    scaler.allocContext();
    scaler.setOption('sws_flags', 'bilinear');
    return (this.#scaler = scaler);
  }
}

/** A reference of the frame that says everything of itself. */
function normalized(source: Frame): Frame {
  const frame = source.clone();
  if (!frame) throw new Error('no memory for a reference of a frame');
  frame.colorRange = colorRangeOf(source);
  frame.colorSpace = colorSpaceOf(source);
  if (frame.format === AV_PIX_FMT_YUVJ420P) frame.format = AV_PIX_FMT_YUV420P;
  return frame;
}

function fits(frame: Frame, { width, height, range, space }: PictureTarget): boolean {
  return (
    frame.format === AV_PIX_FMT_YUV420P &&
    frame.width === width &&
    frame.height === height &&
    frame.colorRange === range &&
    frame.colorSpace === space
  );
}
