import { type CodecParameters, Codec, CodecContext, FFmpegError, Frame, Packet, Rational } from 'node-av/lib';
import { FF_THREAD_SLICE } from 'node-av/constants';
import { type StoredPicture, storedPicture } from './geometry.js';

/** Wider pictures get a second decoder thread, which helps where the camera encodes them in slices. */
const TWO_THREADS_ABOVE_WIDTH = 1920;

const MICROSECONDS = { num: 1, den: 1_000_000 };

/** Decodes one video track. Delays pictures only as far as B-frames require. */
export class Decoder {
  #errors = 0;

  private constructor(private readonly context: CodecContext) {}

  /** Returns null when FFmpeg has no decoder for the track. */
  static async open(params: CodecParameters): Promise<Decoder | null> {
    const codec = Codec.findDecoder(params.codecId);
    if (!codec) return null;
    const context = new CodecContext();
    context.allocContext3(codec);
    context.parametersToContext(params);
    context.pktTimebase = new Rational(MICROSECONDS.num, MICROSECONDS.den);
    // Frame threads would delay one picture per thread.
    context.threadType = FF_THREAD_SLICE;
    context.threadCount = params.width > TWO_THREADS_ABOVE_WIDTH ? 2 : 1;
    const code = await context.open2(codec, null);
    if (code < 0) {
      context.freeContext();
      return null;
    }
    return new Decoder(context);
  }

  /** Decodes one key frame to read its properties; null when it cannot be decoded. */
  static async probe(
    params: CodecParameters,
    packet: Packet
  ): Promise<{ stored: StoredPicture; reorders: boolean } | null> {
    const decoder = await Decoder.open(params);
    if (!decoder) return null;
    const frames: Frame[] = [];
    try {
      for (const part of [packet, null]) frames.push(...(await decoder.decode(part)));
      const [frame] = frames;
      return frame ? { stored: storedPicture(frame), reorders: decoder.reorders } : null;
    } finally {
      for (const frame of frames) frame.free();
      decoder.close();
    }
  }

  /** Number of packets that could not be decoded. */
  get errors(): number {
    return this.#errors;
  }

  /** True when the decoder reorders pictures. Reliable only after some pictures. */
  get reorders(): boolean {
    return this.delay > 0;
  }

  /** Number of pictures that it delays to reorder them. */
  get delay(): number {
    return this.context.hasBFrames;
  }

  /**
   * Returns the pictures that this packet completes, mostly one; with null, those still delayed. Times of packet and
   * frames are microseconds. Does not free the packet. The caller frees the frames.
   */
  async decode(packet: Packet | null): Promise<Frame[]> {
    if ((await this.context.sendPacket(packet)) < 0) {
      this.#errors += 1;
      return [];
    }
    const frames: Frame[] = [];
    for (;;) {
      const frame = new Frame();
      frame.alloc();
      // Takes microseconds, so it does not need a thread: decoding itself happens when the packet is sent.
      const code = this.context.receiveFrameSync(frame);
      if (code >= 0) {
        frames.push(frame);
        continue;
      }
      frame.free();
      const { isEAGAIN, isEOF } = new FFmpegError(code);
      if (!isEAGAIN && !isEOF) this.#errors += 1;
      return frames;
    }
  }

  close(): void {
    this.context.freeContext();
  }
}
