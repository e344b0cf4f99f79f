import {
  AVCOL_RANGE_JPEG,
  AVCOL_SPC_BT470BG,
  AVCOL_SPC_SMPTE170M,
  AV_CODEC_FLAG_QSCALE,
  AV_PIX_FMT_YUVJ420P,
  FF_ENCODER_MJPEG,
  FF_QP2LAMBDA,
} from 'node-av/constants';
import { Codec, CodecContext, FFmpegError, type Frame, Packet, Rational } from 'node-av/lib';
import { type Encoded, PictureConverter, type PictureEncoder, type PictureTarget, colorSpaceOf } from './picture.js';

/** FFmpeg's quantizer scale, 2 (best) to 31: about quality 75 of libjpeg's scale. */
const QSCALE = 5;

/** Turns frames into JPEGs, one at a time. Keeps its encoder as long as the size stays. */
export class JpegEncoder implements PictureEncoder {
  readonly #converter = new PictureConverter();
  #context: CodecContext | null = null;
  /** Encoders want times that grow; a JPEG has none. */
  #count = 0n;

  /** `maxWidth`: larger pictures are scaled down. */
  constructor(private readonly maxWidth = Infinity) {}

  /** One JFIF file. Does not free the frame. Throws an FFmpegError. */
  async encode(frame: Frame): Promise<Encoded> {
    const { width, height } = this.#sizeOf(frame);
    const picture = await this.#converter.convert(frame, {
      width,
      height,
      range: AVCOL_RANGE_JPEG,
      space: jfif(frame),
    });
    const packet = new Packet();
    packet.alloc();
    try {
      picture.format = AV_PIX_FMT_YUVJ420P;
      picture.quality = QSCALE * FF_QP2LAMBDA;
      picture.pts = this.#count++;
      const context = await this.#open(width, height);
      FFmpegError.throwIfError(await context.sendFrame(picture), 'encoding a JPEG');
      FFmpegError.throwIfError(await context.receivePacket(packet), 'encoding a JPEG');
      return { key: true, data: Uint8Array.from(packet.data ?? []), width, height, codec: null };
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

  #sizeOf({ width, height }: Pick<Frame, 'width' | 'height'>): { width: number; height: number } {
    if (width <= this.maxWidth) return { width, height };
    return { width: this.maxWidth, height: Math.max(1, Math.round((height * this.maxWidth) / width)) };
  }

  async #open(width: number, height: number): Promise<CodecContext> {
    const open = this.#context;
    if (open?.width === width && open.height === height) return open;
    this.#discard();
    const codec = Codec.findEncoderByName(FF_ENCODER_MJPEG);
    if (!codec) throw new Error('this FFmpeg has no JPEG encoder');
    const context = new CodecContext();
    context.allocContext3(codec);
    this.#context = context;
    context.width = width;
    context.height = height;
    context.pixelFormat = AV_PIX_FMT_YUVJ420P;
    context.colorRange = AVCOL_RANGE_JPEG;
    context.timeBase = new Rational(1, 1_000_000);
    // FFmpeg writes the JFIF header, from which decoders know the colours, only with an aspect ratio.
    context.sampleAspectRatio = new Rational(1, 1);
    context.threadCount = 1;
    context.setFlags(AV_CODEC_FLAG_QSCALE);
    context.globalQuality = QSCALE * FF_QP2LAMBDA;
    FFmpegError.throwIfError(await context.open2(codec, null), 'opening the JPEG encoder');
    return context;
  }

  #discard(): void {
    this.#context?.freeContext();
    this.#context = null;
  }
}

/** JFIF knows BT.601 only, which FFmpeg has two equal names for. */
function jfif(frame: Frame): PictureTarget['space'] {
  return colorSpaceOf(frame) === AVCOL_SPC_BT470BG ? AVCOL_SPC_BT470BG : AVCOL_SPC_SMPTE170M;
}

/** One frame as a JPEG in its own size. Does not free the frame. Throws an FFmpegError. */
export async function encodeJpeg(frame: Frame): Promise<Uint8Array> {
  const encoder = new JpegEncoder();
  try {
    return (await encoder.encode(frame)).data;
  } finally {
    encoder.close();
  }
}
