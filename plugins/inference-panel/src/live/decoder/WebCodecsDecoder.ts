import type { VideoConfig, VideoMessage } from '@framewatch/protocol';
import type { Clock } from '@framewatch/viewer-client';
import type { DecoderListener, Picture, PictureDecoder, UnsupportedReason } from './types';

/** Most pictures in the browser's decoder. The others wait here, where they can still be dropped. */
const MAX_IN_DECODER = 8;
/** If more pictures wait when a key frame comes, the decoder has fallen behind: it drops them. */
const MAX_BEHIND_AT_KEY = 8;
/** Most pictures that wait, and their bytes: when a viewer joins, a whole group of pictures comes at once. */
const MAX_WAITING = 600;
const MAX_WAITING_BYTES = 32 * 1024 * 1024;
/** After this many failures the decoder is given up. */
const MAX_FAILURES = 5;
/** After this many good pictures failures are counted from zero: a damaged stream has a few. */
const GOOD_STRETCH_PICTURES = 60;
/** A decoder that takes pictures in for this long and returns none is stuck. */
const STUCK_MS = 4_000;

/** What a decoded picture takes from its message. */
type Origin = Pick<VideoMessage, 'captureTimeUs' | 'discontinuity'>;

export interface WebCodecs {
  VideoDecoder: typeof VideoDecoder;
  EncodedVideoChunk: typeof EncodedVideoChunk;
}

/** H.264 (Annex B, parameter sets in band) through the browser's own decoder. */
export class WebCodecsDecoder implements PictureDecoder {
  readonly kind = 'webcodecs';
  dropped = 0;
  private decoder: VideoDecoder | null = null;
  private config: VideoConfig | null = null;
  private epoch = -1;
  private needKey = true;
  private closed = false;
  private waiting: VideoMessage[] = [];
  private waitingBytes = 0;
  /** Origins of the pictures in the decoder, by pts: a VideoFrame keeps nothing but its timestamp. */
  private readonly inside = new Map<number, Origin>();
  private failures = 0;
  private goodPictures = 0;
  private fedSinceMs: number | null = null;

  constructor(
    private readonly codecs: WebCodecs,
    private readonly clock: Clock,
    private readonly listener: DecoderListener
  ) {}

  get queue(): number {
    return this.waiting.length + this.inside.size;
  }

  configure(config: VideoConfig, epoch: number): void {
    if (this.closed) {
      return;
    }
    this.config = config;
    this.epoch = epoch;
    this.restart();
    void this.check(config);
  }

  decode(message: VideoMessage): void {
    if (this.closed || !this.config) {
      return;
    }
    if (message.epoch !== this.epoch) {
      this.epoch = message.epoch;
      this.restart();
    }
    if (this.isStuck()) {
      this.fail('the decoder takes pictures in and gives none');
    }
    if (message.key) {
      this.startAtKey();
    } else if (this.needKey || message.discontinuity) {
      this.dropped += 1;
      this.awaitKey();
      return;
    }
    this.waiting.push(message);
    this.waitingBytes += message.payload.byteLength;
    if (this.waiting.length > MAX_WAITING || this.waitingBytes > MAX_WAITING_BYTES) {
      this.dropWaiting();
      this.awaitKey();
      return;
    }
    this.feed();
  }

  close(): void {
    this.closed = true;
    this.dropWaiting();
    this.stop();
  }

  private async check(config: VideoConfig): Promise<void> {
    if (config.codec === null) {
      this.giveUp('codec-unsupported', 'the runner did not name a codec');
      return;
    }
    const support = await this.codecs.VideoDecoder.isConfigSupported(decoderConfig(config, config.codec)).catch(
      () => null
    );
    if (this.closed || this.config !== config) {
      return;
    }
    if (!support?.supported) {
      this.giveUp('codec-unsupported', `this browser cannot decode ${config.codec}`);
      return;
    }
    this.open(config, config.codec);
  }

  private open(config: VideoConfig, codec: string): void {
    const { epoch } = this;
    const decoder = new this.codecs.VideoDecoder({
      output: (frame) => {
        if (decoder === this.decoder) {
          this.emit(frame, epoch, config);
        } else {
          frame.close();
        }
      },
      error: (error) => {
        if (decoder === this.decoder) {
          this.fail(error.message);
        }
      },
    });
    decoder.ondequeue = () => this.feed();
    this.decoder = decoder;
    this.inside.clear();
    this.fedSinceMs = null;
    decoder.configure(decoderConfig(config, codec));
    this.feed();
  }

  private emit(frame: VideoFrame, epoch: number, config: VideoConfig): void {
    const origin = this.inside.get(frame.timestamp) ?? { captureTimeUs: 0, discontinuity: false };
    this.inside.delete(frame.timestamp);
    this.fedSinceMs = this.inside.size > 0 ? this.clock.nowMs() : null;
    this.goodPictures += 1;
    if (this.goodPictures >= GOOD_STRETCH_PICTURES) {
      this.failures = 0;
    }
    this.listener.onPicture(pictureOf(frame, epoch, origin, config));
  }

  /** Drops everything that is not decoded yet, and waits for a key frame. */
  private restart(): void {
    this.dropWaiting();
    this.needKey = true;
    if (this.decoder) {
      this.stop();
      if (this.config?.codec) {
        this.open(this.config, this.config.codec);
      }
    }
  }

  private startAtKey(): void {
    this.needKey = false;
    if (this.waiting.length > MAX_BEHIND_AT_KEY) {
      this.dropWaiting();
    }
  }

  private awaitKey(): void {
    this.needKey = true;
    this.listener.onKeyframeNeeded();
  }

  private feed(): void {
    while (this.decoder?.state === 'configured' && this.decoder.decodeQueueSize < MAX_IN_DECODER) {
      const message = this.waiting.shift();
      if (!message) {
        return;
      }
      this.waitingBytes -= message.payload.byteLength;
      const { captureTimeUs, discontinuity } = message;
      this.inside.set(message.ptsUs, { captureTimeUs, discontinuity });
      this.fedSinceMs ??= this.clock.nowMs();
      const { EncodedVideoChunk } = this.codecs;
      const type = message.key ? 'key' : 'delta';
      this.decoder.decode(new EncodedVideoChunk({ type, timestamp: message.ptsUs, data: message.payload }));
    }
  }

  private isStuck(): boolean {
    return this.fedSinceMs !== null && this.clock.nowMs() - this.fedSinceMs > STUCK_MS;
  }

  private fail(detail: string): void {
    this.failures += 1;
    this.goodPictures = 0;
    if (this.failures >= MAX_FAILURES) {
      this.giveUp('decode-errors', `decoding failed ${MAX_FAILURES} times: ${detail}`);
      return;
    }
    this.restart();
    this.listener.onKeyframeNeeded();
  }

  private giveUp(reason: UnsupportedReason, detail: string): void {
    this.close();
    this.listener.onUnsupported({ kind: this.kind, reason, detail });
  }

  private dropWaiting(): void {
    this.dropped += this.waiting.length;
    this.waiting = [];
    this.waitingBytes = 0;
  }

  /** Closes the browser's decoder. The pictures in it are lost. */
  private stop(): void {
    const { decoder } = this;
    this.decoder = null;
    this.dropped += this.inside.size;
    this.inside.clear();
    this.fedSinceMs = null;
    if (decoder && decoder.state !== 'closed') {
      decoder.close();
    }
  }
}

/** Without a `description` WebCodecs takes the stream for Annex B. */
function decoderConfig(config: VideoConfig, codec: string): VideoDecoderConfig {
  const { width, height, rotation } = config;
  const [codedWidth, codedHeight] = rotation % 180 === 0 ? [width, height] : [height, width];
  const size = codedWidth && codedHeight ? { codedWidth, codedHeight } : {};
  return { codec, optimizeForLatency: true, ...size };
}

/** The size is the one that the runner tells: it knows the container too, the browser only the stream. */
function pictureOf(image: VideoFrame, epoch: number, origin: Origin, config: VideoConfig): Picture {
  const { timestamp: ptsUs, displayWidth, displayHeight } = image;
  const { rotation, flip, width, height } = config;
  const size = { width: width ?? displayWidth, height: height ?? displayHeight };
  return { image, epoch, ptsUs, ...origin, ...size, turn: { rotation, flip }, close: () => image.close() };
}
