import type { AVCodecID } from 'node-av/constants';
import { Codec, CodecContext, type Frame, Packet } from 'node-av/lib';
import { check } from './ffmpeg.js';

/**
 * Decodes a picture that lies whole in `bytes` into `frame`, which the caller frees.
 * @throws FFmpegError
 */
export async function decodePicture(bytes: Buffer, id: AVCodecID, frame: Frame): Promise<void> {
  const decoder = new CodecContext();
  const packet = new Packet();
  try {
    const codec = Codec.findDecoder(id);
    decoder.allocContext3(codec);
    check(await decoder.open2(codec), 'open the decoder');
    packet.alloc();
    packet.data = bytes;
    check(await decoder.sendPacket(packet), 'decode');
    check(await decoder.sendPacket(null), 'decode');
    frame.alloc();
    check(await decoder.receiveFrame(frame), 'decode');
  } finally {
    packet.free();
    decoder.freeContext();
  }
}
