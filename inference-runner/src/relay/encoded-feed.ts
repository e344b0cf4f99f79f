import type { VideoFormat } from '@framewatch/protocol';
import type { Logger } from 'pino';
import type { Encoded, PictureEncoder } from '../encode/index.js';
import type { SharedFrame } from '../frame/index.js';
import { RateLimiter } from '@framewatch/service-kit';
import { UPRIGHT } from '../picture/index.js';
import type { Channel } from './channel.js';
import { LatestFrame } from './latest-frame.js';

export interface EncodedFeedOptions {
  format: Exclude<VideoFormat, 'none'>;
  encoder: PictureEncoder;
  channel: Channel;
  /** Most pictures per second, by their arrival, since the stream's own time may stand still. Null for no limit. */
  maxFps: number | null;
  log: Logger;
}

/** Encodes a stream's frames for one channel, once for all of its viewers and only while there are any. */
export class EncodedFeed {
  readonly #latest = new LatestFrame((frame) => this.#encode(frame));
  readonly #pace: RateLimiter;
  #epoch: number | null = null;
  #encoderEpoch: number | null = null;
  #fps: number | null = null;
  /** Codec and size that viewers were told. */
  #configured = '';
  /** True once a failure in this epoch was logged. */
  #reported = false;

  constructor(private readonly options: EncodedFeedOptions) {
    this.#pace = new RateLimiter(options.maxFps);
  }

  /** Begins an epoch: drops pictures of the epoch before that are still being encoded. */
  begin(epoch: number, fps: number | null): void {
    this.#epoch = epoch;
    this.#fps = fps;
    this.#configured = '';
    this.#reported = false;
    this.options.channel.reset();
  }

  /** Retains the frame when there are viewers. */
  offer(frame: SharedFrame): void {
    if (this.options.channel.viewers === 0 || frame.epoch !== this.#epoch) return;
    if (this.#pace.waitMs(frame.arrivalMs) > 0) return;
    this.#pace.pass(frame.arrivalMs);
    this.#latest.offer(frame);
  }

  /** The last viewer left. */
  async rest(): Promise<void> {
    const { channel, encoder } = this.options;
    channel.reset();
    this.#configured = '';
    await this.#latest.drain();
    // Viewers may have come, and left, in the meantime.
    if (channel.viewers === 0 && !this.#latest.busy) encoder.close();
  }

  async close(): Promise<void> {
    await this.#latest.close();
    this.options.encoder.close();
  }

  async #encode({ epoch, ptsUs, captureTimeUs, picture }: SharedFrame): Promise<void> {
    const { channel, encoder } = this.options;
    // Times begin anew with an epoch, while an encoder's have to grow.
    if (epoch !== this.#encoderEpoch) encoder.close();
    this.#encoderEpoch = epoch;
    try {
      const encoded = await encoder.encode(picture, ptsUs, channel.needsKey);
      if (epoch !== this.#epoch || channel.viewers === 0) return;
      this.#configure(epoch, encoded);
      channel.publish({ epoch, ptsUs, captureTimeUs, key: encoded.key, data: encoded.data });
    } catch (error) {
      this.#report(error);
    }
  }

  #configure(epoch: number, { key, width, height, codec }: Encoded): void {
    const configuration = `${codec ?? ''} ${width}x${height}`;
    if (!key || configuration === this.#configured) return;
    this.#configured = configuration;
    const { format, channel, maxFps } = this.options;
    const fps = this.#fps === null ? null : Math.min(this.#fps, maxFps ?? Infinity);
    channel.configure(epoch, { format, codec, width, height, ...UPRIGHT, fps, timeBase: [1, 1_000_000] });
  }

  /** Viewers lose this picture; the stream goes on. Logged once per epoch. */
  #report(error: unknown): void {
    this.options.channel.interrupt();
    if (this.#reported) return;
    this.#reported = true;
    this.options.log.error({ err: error, format: this.options.format }, 'video for viewers cannot be encoded');
  }
}
