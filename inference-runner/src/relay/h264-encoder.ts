import { AV_PICTURE_TYPE_I, AV_PICTURE_TYPE_NONE, AV_PIX_FMT_YUV420P, FF_ENCODER_LIBX264 } from 'node-av/constants';
import { Codec, CodecContext, Dictionary, FFmpegError, type Frame, Packet, Rational } from 'node-av/lib';
import { browserCodec, parseAccessUnit } from '../source/annex-b.js';
import {
  type Encoded,
  PictureConverter,
  type PictureEncoder,
  type PictureTarget,
  colorRangeOf,
  colorSpaceOf,
} from './picture.js';

/** A viewer who joins, or lags, waits no longer than this for a key frame. */
const GOP_US = 1_000_000;

const NOMINAL_FPS = 30;

const OPTIONS = {
  preset: 'ultrafast',
  tune: 'zerolatency',
  crf: '23',
  // A picture asked to be a key frame becomes one that a decoder can start at, with SPS and PPS before it.
  'forced-idr': '1',
  'x264-params': 'repeat-headers=1:keyint=infinite:scenecut=0:bframes=0',
};

/** Encodes frames for browsers: H.264 in Annex B, no B-frames, a key frame per second of the stream's time. */
export class H264Encoder implements PictureEncoder {
  readonly #converter = new PictureConverter();
  #context: CodecContext | null = null;
  #target: PictureTarget | null = null;
  #keyUs = 0;
  #codec: string | null = null;

  /** One access unit. `ptsUs` has to grow until the encoder is closed. */
  async encode(frame: Frame, ptsUs: number, forceKey: boolean): Promise<Encoded> {
    const target = targetOf(frame);
    const picture = await this.#converter.convert(frame, target);
    const packet = new Packet();
    packet.alloc();
    try {
      const context = await this.#open(target);
      const key = forceKey || this.#target === null || ptsUs - this.#keyUs >= GOP_US;
      this.#target = target;
      if (key) this.#keyUs = ptsUs;
      picture.pts = BigInt(ptsUs);
      picture.pictType = key ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE;
      FFmpegError.throwIfError(await context.sendFrame(picture), 'encoding H.264');
      FFmpegError.throwIfError(await context.receivePacket(packet), 'encoding H.264');
      return this.#encoded(Uint8Array.from(packet.data ?? []), target);
    } catch (error) {
      this.#discard();
      throw error;
    } finally {
      packet.free();
      picture.free();
    }
  }

  close(): void {
    this.#discard();
    this.#converter.close();
  }

  #encoded(data: Uint8Array, { width, height }: PictureTarget): Encoded {
    const unit = parseAccessUnit(data);
    if (unit.sps) this.#codec = browserCodec(unit.sps);
    return { key: unit.key, data, width, height, codec: this.#codec };
  }

  async #open(target: PictureTarget): Promise<CodecContext> {
    if (this.#context && this.#target && same(this.#target, target)) return this.#context;
    this.#discard();
    const codec = Codec.findEncoderByName(FF_ENCODER_LIBX264);
    if (!codec) throw new Error('this FFmpeg has no H.264 encoder');
    const context = new CodecContext();
    context.allocContext3(codec);
    this.#context = context;
    context.width = target.width;
    context.height = target.height;
    context.pixelFormat = AV_PIX_FMT_YUV420P;
    context.colorRange = target.range;
    context.colorSpace = target.space;
    context.timeBase = new Rational(1, 1_000_000);
    // Only the level is derived from it; what counts are the pictures' own times.
    context.framerate = new Rational(NOMINAL_FPS, 1);
    context.maxBFrames = 0;
    context.threadCount = 1;
    const options = Dictionary.fromObject(OPTIONS);
    try {
      FFmpegError.throwIfError(await context.open2(codec, options), 'opening the H.264 encoder');
    } finally {
      options.free();
    }
    return context;
  }

  #discard(): void {
    this.#context?.freeContext();
    this.#context = null;
    this.#target = null;
  }
}

/** 4:2:0 in H.264 needs even sizes; colours stay as they are. */
function targetOf(frame: Frame): PictureTarget {
  const even = (size: number) => Math.max(2, size - (size % 2));
  return {
    width: even(frame.width),
    height: even(frame.height),
    range: colorRangeOf(frame),
    space: colorSpaceOf(frame),
  };
}

function same(a: PictureTarget, b: PictureTarget): boolean {
  return a.width === b.width && a.height === b.height && a.range === b.range && a.space === b.space;
}
