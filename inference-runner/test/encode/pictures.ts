import {
  AV_CODEC_ID_H264,
  AV_CODEC_ID_MJPEG,
  AV_PIX_FMT_YUV420P,
  type AVColorRange,
  type AVPixelFormat,
} from 'node-av/constants';
import { Codec, CodecContext, FFmpegError, Frame, Packet, Rational } from 'node-av/lib';

export interface PictureOptions {
  width?: number;
  height?: number;
  range: AVColorRange;
  /** Planar, 8 bits: 4:2:0 or 4:2:2. */
  format?: AVPixelFormat;
  luma?: number;
}

/** A grey picture. */
export function greyPicture({
  width = 64,
  height = 48,
  range,
  format = AV_PIX_FMT_YUV420P,
  luma = 128,
}: PictureOptions): Frame {
  // Not Frame.fromVideoBuffer: that points to the buffer's memory, which is gone once the buffer is collected.
  const frame = new Frame();
  frame.alloc();
  frame.width = width;
  frame.height = height;
  frame.format = format;
  frame.pts = 0n;
  frame.timeBase = new Rational(1, 1_000_000);
  FFmpegError.throwIfError(frame.getBuffer(0), 'allocating a picture');
  frame.data?.forEach((plane, index) => plane.fill(index === 0 ? luma : 128));
  frame.colorRange = range;
  return frame;
}

/** What a viewer's decoder sees of one picture. */
export interface Seen {
  width: number;
  height: number;
  luma: number;
  key: boolean;
  range: AVColorRange;
}

/** Decodes access units or JPEGs as a viewer would, one by one. Throws where one does not give a picture at once. */
export function view(format: 'h264' | 'jpeg', units: readonly Uint8Array[]): Promise<Seen[]> {
  return decodeEach(format, units, (frame) => {
    const { width, height, colorRange: range } = frame;
    const middle = Math.floor(height / 2) * (frame.linesize[0] ?? 0) + Math.floor(width / 2);
    return { width, height, range, key: frame.keyFrame === 1, luma: frame.data?.[0]?.[middle] ?? -1 };
  });
}

/** What `look` makes of each picture, whose frame is its only while it looks. Throws as `view` does. */
export async function decodeEach<T>(
  format: 'h264' | 'jpeg',
  units: readonly Uint8Array[],
  look: (frame: Frame) => T
): Promise<T[]> {
  const codec = Codec.findDecoder(format === 'h264' ? AV_CODEC_ID_H264 : AV_CODEC_ID_MJPEG);
  if (!codec) throw new Error('no decoder');
  const context = new CodecContext();
  context.allocContext3(codec);
  context.threadCount = 1;
  const packet = new Packet();
  const frame = new Frame();
  frame.alloc();
  packet.alloc();
  try {
    FFmpegError.throwIfError(await context.open2(codec, null), 'open');
    const looks: T[] = [];
    for (const unit of units) {
      packet.data = Buffer.from(unit);
      FFmpegError.throwIfError(await context.sendPacket(packet), 'send');
      FFmpegError.throwIfError(await context.receiveFrame(frame), 'receive');
      looks.push(look(frame));
      frame.unref();
      packet.unref();
    }
    return looks;
  } finally {
    packet.free();
    frame.free();
    context.freeContext();
  }
}
