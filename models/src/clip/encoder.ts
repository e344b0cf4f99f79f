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
import { Codec, CodecContext, Dictionary, FFmpegError, FormatContext, Frame, Packet, Rational } from 'node-av/lib';
import type { Stream } from 'node-av/lib';
import { ClipError } from './errors.js';
import { check } from './ffmpeg.js';
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
  await using muxer = new FormatContext();
  using encoder = new CodecContext();
  muxer.allocOutputContext2(null, 'mp4', path);
  const stream = await open(muxer, encoder, format, path);
  using packet = new Packet();
  packet.alloc();
  try {
    let index = 0n;
    for (const picture of pictures) {
      using frame = frameOf(picture, format.fps, index++);
      check(await encoder.sendFrame(frame), 'encode a frame');
      await drain(muxer, encoder, stream, packet);
    }
    check(await encoder.sendFrame(null), 'finish encoding');
    await drain(muxer, encoder, stream, packet);
    check(await muxer.writeTrailer(), 'finish the file');
  } catch (error) {
    throw error instanceof FFmpegError ? new ClipError(path, error) : error;
  }
}

async function open(muxer: FormatContext, encoder: CodecContext, format: ClipFormat, path: string): Promise<Stream> {
  const codec = Codec.findEncoderByName(FF_ENCODER_LIBX264);
  try {
    encoder.allocContext3(codec);
    encoder.width = format.width;
    encoder.height = format.height;
    encoder.pixelFormat = AV_PIX_FMT_YUV420P;
    encoder.timeBase = new Rational(1, format.fps);
    encoder.framerate = new Rational(format.fps, 1);
    encoder.gopSize = format.fps;
    encoder.maxBFrames = 0;
    encoder.threadCount = 1;
    encoder.colorRange = AVCOL_RANGE_MPEG;
    encoder.colorSpace = AVCOL_SPC_BT709;
    encoder.colorPrimaries = AVCOL_PRI_BT709;
    encoder.colorTrc = AVCOL_TRC_BT709;
    encoder.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER, AV_CODEC_FLAG_CLOSED_GOP);
    using options = Dictionary.fromObject({
      preset: 'veryfast',
      profile: 'high',
      crf: format.quality,
      // A key frame exactly each second, none at scene cuts.
      'x264-params': `keyint=${format.fps}:min-keyint=${format.fps}:scenecut=0:open-gop=0`,
    });
    check(await encoder.open2(codec, options), 'open the H.264 encoder');

    const stream = muxer.newStream();
    stream.timeBase = encoder.timeBase;
    stream.avgFrameRate = encoder.framerate;
    check(stream.codecpar.fromContext(encoder), 'describe the stream');
    check(await muxer.openOutput(), 'create the file');
    using muxing = Dictionary.fromObject({ movflags: '+faststart' });
    check(await muxer.writeHeader(muxing), 'begin the file');
    return stream;
  } catch (error) {
    throw error instanceof FFmpegError ? new ClipError(path, error) : error;
  }
}

function frameOf({ data, width, height }: Picture, fps: number, index: bigint): Frame {
  const frame = Frame.fromVideoBuffer(data, {
    width,
    height,
    format: AV_PIX_FMT_YUV420P,
    pts: index,
    timeBase: { num: 1, den: fps },
  });
  frame.colorRange = AVCOL_RANGE_MPEG;
  frame.colorSpace = AVCOL_SPC_BT709;
  return frame;
}

/** Writes the packets that the encoder has ready. */
async function drain(muxer: FormatContext, encoder: CodecContext, stream: Stream, packet: Packet): Promise<void> {
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
