import {
  AVCOL_PRI_BT709,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_BT709,
  AVCOL_TRC_BT709,
  AVERROR_EAGAIN,
  AVERROR_EOF,
  AV_CODEC_FLAG_CLOSED_GOP,
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_PIX_FMT_YUV420P,
  FF_ENCODER_LIBX264,
} from 'node-av/constants';
import { Codec, CodecContext, Dictionary, FFmpegError, FormatContext, Packet, Rational } from 'node-av/lib';
import type { Stream } from 'node-av/lib';
import { ClipError } from './errors.js';
import { check } from './ffmpeg.js';
import { frameOf } from './frame.js';
import type { Picture } from './picture.js';

export interface ClipFormat {
  /** Pixels; even. */
  readonly width: number;
  readonly height: number;
  /** Frames per second; also the length of a group of pictures, so that one lasts a second. */
  readonly fps: number;
  /** x264's constant rate factor: 18 is nearly lossless, 28 visibly coarse. */
  readonly quality: number;
}

/**
 * Writes an .mp4 of H.264 that live viewers like: no B-frames, closed groups of pictures of one second, BT.709, pts
 * from 0, the index in front. One encoder thread, so that the same pictures give the same file.
 * @param pictures of the format's size, in BT.709
 * @throws ClipError
 */
export async function encodeClip(path: string, format: ClipFormat, pictures: Iterable<Picture>): Promise<void> {
  const file = new ClipFile(path);
  try {
    await file.open(format);
    for (const picture of pictures) await file.write(picture);
    await file.finish();
  } catch (error) {
    throw error instanceof FFmpegError ? new ClipError(path, 'write', error) : error;
  } finally {
    await file.close();
  }
}

/** An .mp4 that is being written; owns encoder and muxer until `close`. */
class ClipFile {
  private readonly muxer = new FormatContext();
  private readonly encoder = new CodecContext();
  private readonly packet = new Packet();
  private stream: Stream | undefined;
  private frames = 0n;

  constructor(private readonly path: string) {}

  async open(format: ClipFormat): Promise<void> {
    this.packet.alloc();
    await this.openEncoder(format);
    this.muxer.allocOutputContext2(null, 'mp4', this.path);
    this.stream = this.muxer.newStream();
    this.stream.timeBase = this.encoder.timeBase;
    this.stream.avgFrameRate = this.encoder.framerate;
    check(this.stream.codecpar.fromContext(this.encoder), 'describe the stream');
    check(await this.muxer.openOutput(), 'create the file');
    check(await this.muxer.writeHeader(Dictionary.fromObject({ movflags: '+faststart' })), 'begin the file');
  }

  async write(picture: Picture): Promise<void> {
    const frame = frameOf(picture, AV_PIX_FMT_YUV420P, this.frames++);
    try {
      check(await this.encoder.sendFrame(frame), 'encode a frame');
    } finally {
      frame.free();
    }
    await this.drain();
  }

  async finish(): Promise<void> {
    check(await this.encoder.sendFrame(null), 'finish encoding');
    await this.drain();
    check(await this.muxer.writeTrailer(), 'finish the file');
  }

  async close(): Promise<void> {
    this.packet.free();
    this.encoder.freeContext();
    await this.muxer.closeOutput();
    this.muxer.freeContext();
  }

  private async openEncoder({ width, height, fps, quality }: ClipFormat): Promise<void> {
    const { encoder } = this;
    const codec = Codec.findEncoderByName(FF_ENCODER_LIBX264);
    encoder.allocContext3(codec);
    encoder.width = width;
    encoder.height = height;
    encoder.pixelFormat = AV_PIX_FMT_YUV420P;
    encoder.timeBase = new Rational(1, fps);
    encoder.framerate = new Rational(fps, 1);
    encoder.gopSize = fps;
    encoder.maxBFrames = 0;
    encoder.threadCount = 1;
    encoder.colorRange = AVCOL_RANGE_MPEG;
    encoder.colorSpace = AVCOL_SPC_BT709;
    encoder.colorPrimaries = AVCOL_PRI_BT709;
    encoder.colorTrc = AVCOL_TRC_BT709;
    encoder.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER, AV_CODEC_FLAG_CLOSED_GOP);
    const options = Dictionary.fromObject({
      preset: 'veryfast',
      profile: 'high',
      crf: quality,
      // A key frame exactly each second, none at scene cuts.
      'x264-params': `keyint=${fps}:min-keyint=${fps}:scenecut=0:open-gop=0`,
    });
    check(await encoder.open2(codec, options), 'open the H.264 encoder');
  }

  /** Writes the packets that the encoder has ready. */
  private async drain(): Promise<void> {
    const { encoder, muxer, packet, stream } = this;
    if (!stream) return;
    for (;;) {
      const result = await encoder.receivePacket(packet);
      if (result === AVERROR_EAGAIN || result === AVERROR_EOF) return;
      check(result, 'encode');
      packet.streamIndex = stream.index;
      packet.duration = 1n;
      packet.rescaleTs(encoder.timeBase, stream.timeBase);
      check(await muxer.interleavedWriteFrame(packet), 'write the file');
      packet.unref();
    }
  }
}
