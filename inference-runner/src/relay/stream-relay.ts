import type { Logger } from 'pino';
import type { SharedFrame } from '../frame/index.js';
import { H264Encoder, JpegEncoder } from '../encode/index.js';
import type { SourceFormat, SourcePacket } from '../source/index.js';
import { Channel } from './channel.js';
import { EncodedFeed } from './encoded-feed.js';
import type { RelayListener, VideoRelay } from './types.js';

/** A longer group of pictures is not kept for viewers that join: some twenty seconds of a good camera. */
const GOP_LIMITS = { bytes: 16 * 1024 * 1024, pictures: 600 };

/** JPEG is for browsers that can take nothing better: smaller pictures, and fewer. */
export const JPEG_MAX_WIDTH = 1280;
export const JPEG_MAX_FPS = 15;

/**
 * The video of one stream for its viewers: the camera's own H.264 where browsers can take it, else encoded once.
 * Gets everything from the source; frames stay the caller's.
 */
export class StreamRelay implements VideoRelay {
  readonly #channels = { h264: new Channel(GOP_LIMITS), jpeg: new Channel(GOP_LIMITS) };
  readonly #feeds: { h264: EncodedFeed; jpeg: EncodedFeed };
  #format: SourceFormat | null = null;

  constructor({ log }: { log: Logger }) {
    const { h264, jpeg } = this.#channels;
    this.#feeds = {
      h264: new EncodedFeed({ format: 'h264', encoder: new H264Encoder(), channel: h264, maxFps: null, log }),
      jpeg: new EncodedFeed({
        format: 'jpeg',
        encoder: new JpegEncoder(JPEG_MAX_WIDTH),
        channel: jpeg,
        maxFps: JPEG_MAX_FPS,
        log,
      }),
    };
  }

  onFormat(format: SourceFormat): void {
    this.#format = format;
    const { epoch, width, height, orientation, fps, passthroughCodec: codec } = format;
    this.#feeds.jpeg.begin(epoch, fps);
    this.#feeds.h264.begin(epoch, fps);
    if (codec === null) return;
    const size = { width, height, ...orientation };
    this.#channels.h264.configure(epoch, { format: 'h264', codec, ...size, fps, timeBase: [1, 1_000_000] });
  }

  /** Null when there is nothing to pass through: the source cannot be passed through, or the packet was damaged. */
  onPacket(packet: SourcePacket | null): void {
    if (!this.#passesThrough) return;
    const { h264 } = this.#channels;
    if (packet === null) h264.interrupt();
    else if (packet.epoch === this.#format?.epoch) h264.publish(packet);
  }

  /** Retains the frame when it is to be encoded. */
  onFrame(frame: SharedFrame): void {
    this.#feeds.jpeg.offer(frame);
    if (!this.#passesThrough) this.#feeds.h264.offer(frame);
  }

  subscribe(format: 'h264' | 'jpeg', listener: RelayListener): () => void {
    const leave = this.#channels[format].subscribe(listener);
    return () => {
      leave();
      const encoded = format === 'jpeg' || !this.#passesThrough;
      if (encoded && this.#channels[format].viewers === 0) void this.#feeds[format].rest();
    };
  }

  /** Resolves when no encoder is working and every frame is free. */
  async close(): Promise<void> {
    await Promise.all([this.#feeds.h264.close(), this.#feeds.jpeg.close()]);
  }

  get #passesThrough(): boolean {
    return this.#format !== null && this.#format.passthroughCodec !== null;
  }
}
