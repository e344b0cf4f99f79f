import {
  AVCOL_RANGE_JPEG,
  AVCOL_SPC_BT470BG,
  AVCOL_SPC_SMPTE170M,
  AV_CODEC_FLAG_QSCALE,
  AV_PIX_FMT_YUV420P,
  AV_PIX_FMT_YUVJ420P,
  FF_ENCODER_MJPEG,
  FF_QP2LAMBDA,
} from 'node-av/constants';
import { type Frame, Rational } from 'node-av/lib';
import { type PictureFormat, type Size, colorSpaceOf, viewOf } from '../picture/index.js';
import { EncoderContext } from './encoder-context.js';
import type { Encoded, PictureEncoder } from './picture-encoder.js';

/** FFmpeg's quantizer scale, 2 (best) to 31: about quality 75 of libjpeg's scale. */
const QSCALE = 5;

/** Turns frames into JPEGs, one at a time. */
export class JpegEncoder implements PictureEncoder {
  readonly #encoder = new EncoderContext({
    encoder: FF_ENCODER_MJPEG,
    name: 'JPEG',
    options: {},
    configure(context) {
      context.pixelFormat = AV_PIX_FMT_YUVJ420P;
      // FFmpeg writes the JFIF header, from which decoders know the colours, only with an aspect ratio.
      context.sampleAspectRatio = new Rational(1, 1);
      context.setFlags(AV_CODEC_FLAG_QSCALE);
      context.globalQuality = QSCALE * FF_QP2LAMBDA;
    },
  });
  /** Encoders want times that grow; a JPEG has none. */
  #count = 0n;

  /** `maxWidth`: larger pictures are scaled down. */
  constructor(private readonly maxWidth = Infinity) {}

  /** One JFIF file. */
  async encode(frame: Frame): Promise<Encoded> {
    const size = this.#sizeOf(frame);
    const target = { ...size, format: AV_PIX_FMT_YUV420P, range: AVCOL_RANGE_JPEG, space: jfif(frame) };
    const data = await this.#encoder.encode(frame, target, (picture) => {
      picture.format = AV_PIX_FMT_YUVJ420P;
      picture.quality = QSCALE * FF_QP2LAMBDA;
      picture.pts = this.#count++;
    });
    return { key: true, data, ...size, codec: null };
  }

  close(): void {
    this.#encoder.close();
  }

  #sizeOf(frame: Frame): Size {
    const { width, height } = viewOf(frame);
    if (width <= this.maxWidth) return { width, height };
    return { width: this.maxWidth, height: Math.max(1, Math.round((height * this.maxWidth) / width)) };
  }
}

/** JFIF knows BT.601 only, which FFmpeg has two equal names for. */
function jfif(frame: Frame): PictureFormat['space'] {
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
