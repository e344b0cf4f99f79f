import { type CodecParameters, Codec, CodecContext, FFmpegError, Frame, Packet, Rational } from 'node-av/lib';
import { FF_THREAD_SLICE } from 'node-av/constants';
import { type StoredPicture, storedPicture } from './geometry.js';

/** Wider pictures take a second decoder thread, where the camera cuts them into slices. */
const TWO_THREADS_ABOVE_WIDTH = 1920;

const MICROSECONDS = { num: 1, den: 1_000_000 };

/** Decodes one video track, without holding pictures back beyond what B-frames need. */
export class Decoder {
  #errors = 0;

  private constructor(private readonly context: CodecContext) {}

  /** Null where FFmpeg has no decoder for the track. */
  static async open(params: CodecParameters): Promise<Decoder | null> {
    const codec = Codec.findDecoder(params.codecId);
    if (!codec) return null;
    const context = new CodecContext();
    context.allocContext3(codec);
    context.parametersToContext(params);
    context.pktTimebase = new Rational(MICROSECONDS.num, MICROSECONDS.den);
    // Frame threads would hold back one picture per thread.
    context.threadType = FF_THREAD_SLICE;
    context.threadCount = params.width > TWO_THREADS_ABOVE_WIDTH ? 2 : 1;
    const code = await context.open2(codec, null);
    if (code < 0) {
      context.freeContext();
      return null;
    }
    return new Decoder(context);
  }

  /** Decodes one key frame by itself to see what it holds; null where it does not decode. */
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

  /** Packets that could not be decoded. */
  get errors(): number {
    return this.#errors;
  }

  /** Pictures come out in another order than they went in. Known for sure only after some of them. */
  get reorders(): boolean {
    return this.delay > 0;
  }

  /** How many pictures it holds back to put them in their order. */
  get delay(): number {
    return this.context.hasBFrames;
  }

  /**
   * The pictures that this packet completes: mostly one; with null those still held back. The packet's times are in
   * microseconds, and so are the frames'. Does not free the packet. Whoever calls frees the frames.
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
      // Microseconds, not worth a thread: the decoding itself is done where the packet is sent.
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
