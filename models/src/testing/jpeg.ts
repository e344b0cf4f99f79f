import { AV_CODEC_ID_MJPEG, AV_PIX_FMT_YUVJ420P } from 'node-av/constants';
import { Codec, CodecContext, Packet, Rational } from 'node-av/lib';
import { check } from '../clip/ffmpeg.js';
import { frameOf } from '../clip/frame.js';
import type { Picture } from '../clip/picture.js';

/** A coarse JPEG of the picture. */
export async function jpegOf(picture: Picture): Promise<Buffer> {
  const { width, height } = picture;
  const codec = Codec.findEncoder(AV_CODEC_ID_MJPEG);
  const encoder = new CodecContext();
  const packet = new Packet();
  const frame = frameOf(picture, AV_PIX_FMT_YUVJ420P, 0n);
  try {
    encoder.allocContext3(codec);
    encoder.width = width;
    encoder.height = height;
    encoder.pixelFormat = AV_PIX_FMT_YUVJ420P;
    encoder.timeBase = new Rational(1, 30);
    encoder.qMin = 12;
    encoder.qMax = 12;
    check(await encoder.open2(codec), 'open the JPEG encoder');
    packet.alloc();
    check(await encoder.sendFrame(frame), 'encode');
    check(await encoder.receivePacket(packet), 'encode');
    return Buffer.from(packet.data ?? []);
  } finally {
    frame.free();
    packet.free();
    encoder.freeContext();
  }
}
