import type { WebCodecs } from '../live/decoder';

/** A VideoFrame that counts how often it is closed. */
export class FakeFrame {
  closed = 0;
  readonly displayWidth = 1280;
  readonly displayHeight = 720;
  constructor(readonly timestamp: number) {}
  close = () => {
    this.closed += 1;
  };
}

/** A decoder that decodes when the test says so. */
export class FakeDecoder {
  static all: FakeDecoder[] = [];
  static supported = true;
  static readonly isConfigSupported = jest.fn(async (config: VideoDecoderConfig) => ({
    config,
    supported: FakeDecoder.supported,
  }));

  state: CodecState = 'unconfigured';
  ondequeue: (() => void) | null = null;
  config: VideoDecoderConfig | null = null;
  readonly chunks: EncodedVideoChunkInit[] = [];
  private waiting: EncodedVideoChunkInit[] = [];

  constructor(private readonly init: VideoDecoderInit) {
    FakeDecoder.all.push(this);
  }

  get decodeQueueSize(): number {
    return this.waiting.length;
  }

  configure(config: VideoDecoderConfig): void {
    this.config = config;
    this.state = 'configured';
  }

  decode(chunk: EncodedVideoChunkInit): void {
    this.chunks.push(chunk);
    this.waiting.push(chunk);
  }

  close(): void {
    this.state = 'closed';
  }

  /** Decodes the next `count` chunks; returns the frames it gave out. */
  output(count = 1): FakeFrame[] {
    return this.waiting.splice(0, count).map(({ timestamp }) => {
      const frame = new FakeFrame(timestamp);
      this.init.output(frame as unknown as VideoFrame);
      this.ondequeue?.();
      return frame;
    });
  }

  fail(message: string): void {
    this.state = 'closed';
    this.init.error(new DOMException(message));
  }
}

/** Fresh fakes in place of the browser's classes. */
export function fakeWebCodecs(): WebCodecs {
  FakeDecoder.all = [];
  FakeDecoder.supported = true;
  FakeDecoder.isConfigSupported.mockClear();
  class Chunk {
    constructor(init: EncodedVideoChunkInit) {
      Object.assign(this, init);
    }
  }
  return { VideoDecoder: FakeDecoder, EncodedVideoChunk: Chunk } as unknown as WebCodecs;
}

export function lastDecoder(): FakeDecoder {
  const decoder = FakeDecoder.all.at(-1);
  if (!decoder) {
    throw new Error('no decoder was opened');
  }
  return decoder;
}
