import type { FFEncoderCodec } from 'node-av/constants';
import { Codec, CodecContext, Dictionary, FFmpegError, type Frame, Packet, Rational } from 'node-av/lib';
import { type PictureFormat, PictureScaler } from '../picture/index.js';

/** One of FFmpeg's encoders and how it is set up. */
export interface EncoderSetup {
  encoder: FFEncoderCodec;
  /** `H.264`, for messages. */
  name: string;
  options: Readonly<Record<string, string>>;
  /** Sets what the encoder wants beyond size, colours and time base. */
  configure(context: CodecContext): void;
}

/**
 * An FFmpeg encoder that gives one packet for each picture, at once. It is open as long as the pictures stay of one
 * size and colour, and opens again by itself. One picture at a time.
 */
export class EncoderContext {
  readonly #setup: EncoderSetup;
  readonly #scaler = new PictureScaler();
  #open: { context: CodecContext; target: PictureFormat } | null = null;

  constructor(setup: EncoderSetup) {
    this.#setup = setup;
  }

  /**
   * The encoded picture; does not free the frame. `prepare` gives the converted picture what the encoder reads from it;
   * `first`: nothing was encoded before with this context. Rejects with an FFmpegError, and can be used on.
   */
  async encode(
    frame: Frame,
    target: PictureFormat,
    prepare: (picture: Frame, first: boolean) => void
  ): Promise<Uint8Array> {
    const task = `encoding ${this.#setup.name}`;
    const picture = await this.#scaler.convert(frame, target);
    const packet = new Packet();
    packet.alloc();
    try {
      const { context, first } = await this.#contextFor(target);
      prepare(picture, first);
      FFmpegError.throwIfError(await context.sendFrame(picture), task);
      FFmpegError.throwIfError(await context.receivePacket(packet), task);
      return new Uint8Array(packet.data ?? []);
    } catch (error) {
      this.#discard();
      throw error;
    } finally {
      packet.free();
      picture.free();
    }
  }

  /** Call it only while nothing is being encoded. */
  close(): void {
    this.#discard();
    this.#scaler.close();
  }

  async #contextFor(target: PictureFormat): Promise<{ context: CodecContext; first: boolean }> {
    if (this.#open && same(this.#open.target, target)) return { context: this.#open.context, first: false };
    this.#discard();
    const { encoder, name, options } = this.#setup;
    const codec = Codec.findEncoderByName(encoder);
    if (!codec) throw new Error(`this FFmpeg has no encoder for ${name}`);
    const context = new CodecContext();
    context.allocContext3(codec);
    this.#open = { context, target };
    context.width = target.width;
    context.height = target.height;
    context.pixelFormat = target.format;
    context.colorRange = target.range;
    context.colorSpace = target.space;
    context.timeBase = new Rational(1, 1_000_000);
    context.threadCount = 1;
    this.#setup.configure(context);
    const dictionary = Dictionary.fromObject(options);
    try {
      FFmpegError.throwIfError(await context.open2(codec, dictionary), `opening the encoder for ${name}`);
    } finally {
      dictionary.free();
    }
    return { context, first: true };
  }

  #discard(): void {
    this.#open?.context.freeContext();
    this.#open = null;
  }
}

function same(a: PictureFormat, b: PictureFormat): boolean {
  return a.width === b.width && a.height === b.height && a.range === b.range && a.space === b.space;
}
