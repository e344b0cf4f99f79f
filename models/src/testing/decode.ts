import { AVERROR_EAGAIN, AVERROR_EOF, AVMEDIA_TYPE_VIDEO, AV_PICTURE_TYPE_B } from 'node-av/constants';
import { Codec, CodecContext, FormatContext, Frame, Packet } from 'node-av/lib';
import { check } from '../clip/ffmpeg.js';
import type { Picture } from '../clip/picture.js';

export interface DecodedPicture extends Picture {
  readonly ptsSeconds: number;
  readonly bidirectional: boolean;
}

export interface ClipFacts {
  readonly codec: string;
  readonly durationSeconds: number;
  /** In the order of the file. */
  readonly packets: readonly { readonly pts: number; readonly dts: number; readonly key: boolean }[];
}

/** Decodes a clip, calls `onPicture` for each picture in order; gives what the file says of itself. */
export async function decodeClip(path: string, onPicture: (picture: DecodedPicture) => void): Promise<ClipFacts> {
  const demuxer = new FormatContext();
  const decoder = new CodecContext();
  const packet = new Packet();
  const frame = new Frame();
  try {
    check(await demuxer.openInput(path), 'open');
    check(await demuxer.findStreamInfo(null), 'probe');
    const stream = demuxer.streams[demuxer.findBestStream(AVMEDIA_TYPE_VIDEO)];
    if (!stream) throw new Error(`${path}: no video`);
    const codec = Codec.findDecoder(stream.codecpar.codecId);
    decoder.allocContext3(codec);
    check(decoder.parametersToContext(stream.codecpar), 'set up the decoder');
    check(await decoder.open2(codec), 'open the decoder');
    packet.alloc();
    frame.alloc();
    const secondsPerTick = stream.timeBase.num / stream.timeBase.den;
    const receive = async (): Promise<void> => {
      for (;;) {
        const result = await decoder.receiveFrame(frame);
        if (result === AVERROR_EAGAIN || result === AVERROR_EOF) return;
        check(result, 'decode');
        onPicture({
          width: frame.width,
          height: frame.height,
          data: frame.toBuffer(),
          ptsSeconds: Number(frame.pts) * secondsPerTick,
          bidirectional: frame.pictType === AV_PICTURE_TYPE_B,
        });
      }
    };
    const packets: { pts: number; dts: number; key: boolean }[] = [];
    while ((await demuxer.readFrame(packet)) >= 0) {
      packets.push({ pts: Number(packet.pts), dts: Number(packet.dts), key: packet.isKeyframe });
      check(await decoder.sendPacket(packet), 'decode');
      packet.unref();
      await receive();
    }
    check(await decoder.sendPacket(null), 'decode');
    await receive();
    return {
      codec: stream.codecpar.getCodecString() ?? '',
      durationSeconds: Number(stream.duration) * secondsPerTick,
      packets,
    };
  } finally {
    frame.free();
    packet.free();
    decoder.freeContext();
    await demuxer.closeInput();
  }
}
