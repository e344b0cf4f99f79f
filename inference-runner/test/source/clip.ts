import {
  AVERROR_EAGAIN,
  AVERROR_EOF,
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_CODEC_FLAG_INTERLACED_DCT,
  AV_CODEC_FLAG_INTERLACED_ME,
  AV_FRAME_FLAG_INTERLACED,
  AV_FRAME_FLAG_TOP_FIELD_FIRST,
  AV_PIX_FMT_YUV420P,
  AV_PIX_FMT_YUVJ420P,
  AV_SAMPLE_FMT_S16,
  FF_ENCODER_LIBX264,
  FF_ENCODER_LIBX265,
  FF_ENCODER_MJPEG,
  FF_ENCODER_MPEG2VIDEO,
  FF_ENCODER_PCM_S16LE,
} from 'node-av/constants';
import {
  Codec,
  CodecContext,
  Dictionary,
  FFmpegError,
  FormatContext,
  Frame,
  Packet,
  Rational,
  type Stream,
  avChannelLayoutDefault,
} from 'node-av/lib';

export interface ClipOptions {
  /** The extension decides the container. */
  path: string;
  codec?: 'h264' | 'hevc' | 'mjpeg' | 'mpeg2' | 'none';
  frames?: number;
  fps?: number;
  width?: number;
  height?: number;
  gop?: number;
  bFrames?: number;
  /** A pause: the pictures from number `at` on come this many seconds later. */
  pause?: { at: number; seconds: number };
  /** That many pictures come before time 0: an MP4's edit list cuts them off, where the first key frame is needed. */
  hidden?: number;
  /** MP4 with common encryption (CENC). */
  encrypted?: boolean;
  /** Interlaced, with this field first: by macroblocks in H.264 (MBAFF). */
  fields?: 'top' | 'bottom';
  /** What the pictures show, instead of the bar: a sample in 8-bit Y′CbCr. */
  draw?: (x: number, y: number, index: number) => readonly [number, number, number];
  /** Sees to what is not among these options, before the encoder opens, and before the container does. */
  encoder?: (encoder: CodecContext) => void;
  stream?: (stream: Stream) => void;
}

const ENCRYPTION = {
  encryption_scheme: 'cenc-aes-ctr',
  encryption_key: '0123456789abcdef0123456789abcdef',
  encryption_kid: 'fedcba9876543210fedcba9876543210',
};

const ENCODERS = {
  h264: FF_ENCODER_LIBX264,
  hevc: FF_ENCODER_LIBX265,
  mjpeg: FF_ENCODER_MJPEG,
  mpeg2: FF_ENCODER_MPEG2VIDEO,
};

/** A clip for tests: a bar that moves. With codec `none` a second of silence and no picture. */
export async function makeClip(options: ClipOptions): Promise<void> {
  const muxer = new FormatContext();
  const encoder = new CodecContext();
  const packet = new Packet();
  packet.alloc();
  try {
    muxer.allocOutputContext2(null, null, options.path);
    const frames = options.codec === 'none' ? await openSound(encoder) : await openPictures(encoder, options);
    const stream = muxer.newStream();
    stream.timeBase = encoder.timeBase;
    stream.codecpar.fromContext(encoder);
    if (options.codec !== 'none') stream.avgFrameRate = encoder.framerate;
    options.stream?.(stream);
    ok(await muxer.openOutput());
    // The index in front, so that a file that is cut off still opens.
    const muxing = Dictionary.fromObject({
      ...(options.path.endsWith('.mp4') && { movflags: '+faststart' }),
      ...(options.encrypted && ENCRYPTION),
    });
    ok(await muxer.writeHeader(muxing));
    muxing.free();
    for (const frame of [...frames, null]) {
      ok(await encoder.sendFrame(frame));
      frame?.free();
      await drain(encoder, muxer, stream, packet, options.hidden ?? 0);
    }
    ok(await muxer.writeTrailer());
    await muxer.closeOutput();
  } finally {
    packet.free();
    encoder.freeContext();
    muxer.freeContext();
  }
}

async function drain(
  encoder: CodecContext,
  muxer: FormatContext,
  stream: Stream,
  packet: Packet,
  hidden: number
): Promise<void> {
  for (;;) {
    const code = await encoder.receivePacket(packet);
    if (code === AVERROR_EAGAIN || code === AVERROR_EOF) return;
    ok(code);
    packet.streamIndex = stream.index;
    if (packet.duration === 0n) packet.duration = 1n;
    packet.pts -= BigInt(hidden);
    packet.dts -= BigInt(hidden);
    packet.rescaleTs(encoder.timeBase, stream.timeBase);
    ok(await muxer.interleavedWriteFrame(packet));
  }
}

async function openPictures(encoder: CodecContext, options: ClipOptions): Promise<Generator<Frame>> {
  const { codec: name = 'h264', frames = 30, fps = 30, width = 160, height = 96, gop = 10, bFrames = 0 } = options;
  const { pause = { at: frames, seconds: 0 } } = options;
  const codec = Codec.findEncoderByName(ENCODERS[name as keyof typeof ENCODERS]);
  encoder.allocContext3(codec);
  encoder.width = width;
  encoder.height = height;
  encoder.pixelFormat = name === 'mjpeg' ? AV_PIX_FMT_YUVJ420P : AV_PIX_FMT_YUV420P;
  encoder.timeBase = new Rational(1, fps);
  encoder.framerate = new Rational(fps, 1);
  encoder.gopSize = gop;
  encoder.maxBFrames = bFrames;
  encoder.threadCount = 1;
  if (/\.(mp4|mkv)$/.test(options.path)) encoder.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
  if (options.fields) encoder.setFlags(AV_CODEC_FLAG_INTERLACED_DCT, AV_CODEC_FLAG_INTERLACED_ME);
  options.encoder?.(encoder);
  const dictionary = Dictionary.fromObject(codecOptions(name, bFrames));
  ok(await encoder.open2(codec, dictionary));
  dictionary.free();
  return pictures();

  function* pictures(): Generator<Frame> {
    const bar = (x: number, _: number, index: number) => {
      const left = (index * 4) % (width - 16);
      return [x >= left && x < left + 16 ? 200 : 60, 128, 128] as const;
    };
    for (let index = 0; index < frames; index++) {
      const frame = frameOf(width, height, (x, y) => (options.draw ?? bar)(x, y, index));
      frame.format = encoder.pixelFormat;
      frame.pts = BigInt(index + (index < pause.at ? 0 : pause.seconds * fps));
      frame.timeBase = new Rational(1, fps);
      if (options.fields) frame.setFlags(AV_FRAME_FLAG_INTERLACED);
      if (options.fields === 'top') frame.setFlags(AV_FRAME_FLAG_TOP_FIELD_FIRST);
      yield frame;
    }
  }
}

/** A 4:2:0 frame with those samples, in memory of its own. */
export function frameOf(
  width: number,
  height: number,
  draw: (x: number, y: number) => readonly [number, number, number]
): Frame {
  const frame = new Frame();
  frame.alloc();
  frame.width = width;
  frame.height = height;
  frame.format = AV_PIX_FMT_YUV420P;
  ok(frame.getBuffer(0));
  const strides = frame.linesize;
  frame.data?.slice(0, 3).forEach((data, plane) => {
    const step = plane === 0 ? 1 : 2;
    for (let y = 0; y < height; y += step)
      for (let x = 0; x < width; x += step) data[(y / step) * strides[plane]! + x / step] = draw(x, y)[plane]!;
  });
  return frame;
}

function codecOptions(name: string, bFrames: number): Record<string, string> {
  if (name === 'h264') return { preset: 'veryfast', 'x264-params': `scenecut=0:b-adapt=0:bframes=${bFrames}` };
  if (name === 'mpeg2') return { qmin: '1', qmax: '2' };
  if (name === 'hevc') return { preset: 'ultrafast', 'x265-params': 'log-level=none' };
  return {};
}

async function openSound(encoder: CodecContext): Promise<Generator<Frame>> {
  const codec = Codec.findEncoderByName(FF_ENCODER_PCM_S16LE);
  encoder.allocContext3(codec);
  encoder.sampleFormat = AV_SAMPLE_FMT_S16;
  encoder.sampleRate = 8000;
  encoder.timeBase = new Rational(1, 8000);
  const channelLayout = avChannelLayoutDefault(1);
  encoder.channelLayout = channelLayout;
  ok(await encoder.open2(codec, null));
  return sound();

  function* sound(): Generator<Frame> {
    const nbSamples = 8000;
    yield Frame.fromAudioBuffer(Buffer.alloc(nbSamples * 2), {
      nbSamples,
      format: AV_SAMPLE_FMT_S16,
      sampleRate: 8000,
      channelLayout,
      pts: 0n,
    });
  }
}

function ok(code: number): void {
  FFmpegError.throwIfError(code, 'making a test clip');
}
