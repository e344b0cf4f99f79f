import { AV_PIX_FMT_RGB24, FF_THREAD_SLICE } from 'node-av/constants';
import { Codec, CodecContext, FFmpegError, FormatContext, Frame, Packet, SoftwareScaleContext } from 'node-av/lib';
import { answerQuestions } from '../helper-process.js';

/** What is decoded, and the size that pictures are scaled to. */
export interface BareVideo {
  path: string;
  width: number;
  height: number;
}

/** Processor time for a frame, milliseconds. */
export interface VideoCost {
  decode: number;
  scale: number;
}

/** So many pictures are scaled, over and over: a clip's worth of them would not stay in memory. */
const SCALED = 200;

/** Decodes the clip once, with nothing around it, as the runner does: one thread. Then scales its last picture. */
function measure({ path, width, height }: BareVideo): VideoCost {
  const input = new FormatContext();
  FFmpegError.throwIfError(input.openInputSync(path), 'opening the clip');
  const stream = input.streams[0];
  const codec = stream && Codec.findDecoder(stream.codecpar.codecId);
  if (!codec) throw new Error(`${path}: no video that can be decoded`);
  const decoder = new CodecContext();
  decoder.allocContext3(codec);
  decoder.parametersToContext(stream.codecpar);
  decoder.threadType = FF_THREAD_SLICE;
  decoder.threadCount = 1;
  FFmpegError.throwIfError(decoder.open2Sync(codec, null), 'opening the decoder');
  const packet = new Packet();
  packet.alloc();
  const frame = new Frame();
  frame.alloc();
  const last = new Frame();
  last.alloc();
  try {
    const startMs = cpuMs();
    let frames = 0;
    while (input.readFrameSync(packet) >= 0) {
      decoder.sendPacketSync(packet);
      packet.unref();
      while (decoder.receiveFrameSync(frame) >= 0) {
        frames += 1;
        last.unref();
        last.ref(frame);
        frame.unref();
      }
    }
    const decode = (cpuMs() - startMs) / frames;
    return { decode, scale: scaling(last, width, height) };
  } finally {
    for (const each of [packet, frame, last]) each.free();
    decoder.freeContext();
    input.closeInputSync();
  }
}

function scaling(picture: Frame, width: number, height: number): number {
  const scaler = new SoftwareScaleContext();
  scaler.allocContext();
  scaler.setOption('sws_flags', 'bilinear');
  const target = new Frame();
  target.alloc();
  target.width = width;
  target.height = height;
  target.format = AV_PIX_FMT_RGB24;
  try {
    FFmpegError.throwIfError(target.getBuffer(0), 'allocating the scaled picture');
    // Sets the scaler up.
    FFmpegError.throwIfError(scaler.scaleFrameSync(target, picture), 'scaling a picture');
    const startMs = cpuMs();
    for (let i = 0; i < SCALED; i += 1) scaler.scaleFrameSync(target, picture);
    return (cpuMs() - startMs) / SCALED;
  } finally {
    target.free();
    scaler.freeContext();
  }
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const answers = { measure };

export type FfmpegQuestions = typeof answers;

answerQuestions(answers, () => undefined);
