import type { VideoMessage } from '@framewatch/protocol';
import type { DecoderListener, PictureDecoder } from './types';

/**
 * Every JPEG can be decoded by itself, so the oldest waiting one is dropped when the browser is slower than the stream.
 */
const MAX_WAITING = 4;
const MAX_FAILURES = 10;

/** One JPEG per picture, decoded off the page. A bitmap made from a Blob is no image load: strict CSP allows it. */
export class JpegDecoder implements PictureDecoder {
  readonly kind = 'jpeg';
  dropped = 0;
  private waiting: VideoMessage[] = [];
  private busy = false;
  private closed = false;
  /** Results of decoding are dropped when this has changed meanwhile. */
  private generation = 0;
  private failures = 0;

  constructor(
    private readonly decodeImage: (blob: Blob) => Promise<ImageBitmap>,
    private readonly listener: DecoderListener
  ) {}

  get queue(): number {
    return this.waiting.length + (this.busy ? 1 : 0);
  }

  configure(): void {
    this.generation += 1;
    this.dropped += this.waiting.length;
    this.waiting = [];
  }

  decode(message: VideoMessage): void {
    if (this.closed) {
      return;
    }
    this.waiting.push(message);
    if (this.waiting.length > MAX_WAITING) {
      this.waiting.shift();
      this.dropped += 1;
    }
    if (!this.busy) {
      void this.work();
    }
  }

  close(): void {
    this.closed = true;
    this.configure();
  }

  private async work(): Promise<void> {
    this.busy = true;
    for (let message = this.waiting.shift(); message; message = this.waiting.shift()) {
      await this.decodeOne(message);
    }
    this.busy = false;
  }

  private async decodeOne(message: VideoMessage): Promise<void> {
    const { generation } = this;
    const payload = new Uint8Array(message.payload);
    const image = await this.decodeImage(new Blob([payload], { type: 'image/jpeg' })).catch(() => null);
    if (generation !== this.generation) {
      image?.close();
      this.dropped += 1;
      return;
    }
    if (!image) {
      this.fail();
      return;
    }
    this.failures = 0;
    const { epoch, ptsUs, captureTimeUs, discontinuity } = message;
    const { width, height } = image;
    const times = { epoch, ptsUs, captureTimeUs, discontinuity };
    this.listener.onPicture({ image, ...times, width, height, close: () => image.close() });
  }

  private fail(): void {
    this.dropped += 1;
    this.failures += 1;
    if (this.failures >= MAX_FAILURES) {
      this.close();
      const detail = `${MAX_FAILURES} pictures in a row were not readable JPEGs`;
      this.listener.onUnsupported({ kind: this.kind, reason: 'decode-errors', detail });
    }
  }
}
