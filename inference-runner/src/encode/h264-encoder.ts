import { AV_PICTURE_TYPE_I, AV_PICTURE_TYPE_NONE, AV_PIX_FMT_YUV420P, FF_ENCODER_LIBX264 } from 'node-av/constants';
import { type Frame, Rational } from 'node-av/lib';
import { type PictureFormat, colorRangeOf, colorSpaceOf, viewOf } from '../picture/index.js';
import { browserCodec, parseAccessUnit } from '../h264/index.js';
import { EncoderContext } from './encoder-context.js';
import type { Encoded, PictureEncoder } from './picture-encoder.js';

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
  readonly #encoder = new EncoderContext({
    encoder: FF_ENCODER_LIBX264,
    name: 'H.264',
    options: OPTIONS,
    configure(context) {
      // Only the level is derived from it; what counts are the pictures' own times.
      context.framerate = new Rational(NOMINAL_FPS, 1);
      context.maxBFrames = 0;
    },
  });
  #keyUs = 0;
  #codec: string | null = null;

  /** One access unit. `ptsUs` has to grow until the encoder is closed. */
  async encode(frame: Frame, ptsUs: number, forceKey: boolean): Promise<Encoded> {
    const target = targetOf(frame);
    const data = await this.#encoder.encode(frame, target, (picture, first) => {
      const key = forceKey || first || ptsUs - this.#keyUs >= GOP_US;
      if (key) this.#keyUs = ptsUs;
      picture.pts = BigInt(ptsUs);
      picture.pictType = key ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE;
    });
    const { key, sps } = parseAccessUnit(data);
    if (sps) this.#codec = browserCodec(sps);
    return { key, data, width: target.width, height: target.height, codec: this.#codec };
  }

  close(): void {
    this.#encoder.close();
  }
}

/** 4:2:0 in H.264 needs even sizes; colours stay as they are. */
function targetOf(frame: Frame): PictureFormat {
  const even = (size: number) => Math.max(2, size - (size % 2));
  const { width, height } = viewOf(frame);
  return {
    width: even(width),
    height: even(height),
    format: AV_PIX_FMT_YUV420P,
    range: colorRangeOf(frame),
    space: colorSpaceOf(frame),
  };
}
