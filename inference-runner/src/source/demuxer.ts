import {
  AVDISCARD_ALL,
  AVERROR_EOF,
  AVFMT_TS_DISCONT,
  AVMEDIA_TYPE_VIDEO,
  AV_DISPOSITION_ATTACHED_PIC,
  AV_LOG_QUIET,
  AV_NOPTS_VALUE,
  AV_PKT_DATA_DISPLAYMATRIX,
  AV_PKT_DATA_ENCRYPTION_INFO,
  AV_PKT_DATA_PRFT,
  AV_PKT_FLAG_DISCARD,
} from 'node-av/constants';
import { type CodecParameters, Dictionary, FormatContext, Log, Packet, type Stream, avGetCodecName } from 'node-av/lib';
import { orientationFrom, pixelAspect } from '../picture/index.js';
import { EncryptedVideoError, NoVideoTrackError, type SourceError } from './errors.js';
import type { ContainerGeometry, StoredPicture } from './geometry.js';

// FFmpeg's own log goes to stderr and contains URLs with passwords. Error codes tell what is needed.
Log.setLevel(AV_LOG_QUIET);

/** A higher frame rate is a clock tick that FFmpeg took for a rate. */
const MAX_FPS = 240;

/** The video track of an opened source. `params` lives as long as the demuxer is open. */
export interface OpenedTrack {
  params: CodecParameters;
  codec: string;
  /** Size of the pictures; null when it is not known before one is decoded. */
  stored: StoredPicture | null;
  /** How they are shown, according to the container only. */
  geometry: ContainerGeometry;
  fps: number | null;
  /** Duration of the track in the container; null when it is not given. */
  durationUs: number | null;
  /** True for containers whose times may leap, like MPEG-TS: recordings are often concatenated in it. */
  leaps: boolean;
}

/**
 * A packet of the video track with its times in microseconds of the source's own clock. The receiver frees `packet`.
 */
export interface DemuxedPacket {
  packet: Packet;
  ptsUs: number | null;
  dtsUs: number | null;
  /** Wall clock of the camera, from its RTCP sender reports; null where there are none (yet). */
  cameraTimeUs: number | null;
  /** True when an edit list hides the picture: it is decoded, since others refer to it, but not shown. */
  hidden: boolean;
}

export interface DemuxerOptions {
  url: string;
  /** `url` as it may be logged. */
  redacted: string;
  /** FFmpeg's options for the container or protocol. */
  options: Readonly<Record<string, string>>;
  explain: (code: number, redacted: string) => SourceError;
}

/** An opened file or camera. A read blocks a libuv thread until there is a packet or `interrupt` is called. */
export class Demuxer {
  readonly #context = new FormatContext();
  #index = -1;
  #usPerTick = 0;

  constructor(private readonly options: DemuxerOptions) {
    // Without an allocated context before openInput, interrupt() has no effect.
    this.#context.allocContext();
  }

  /** Throws a SourceError. */
  async open(): Promise<OpenedTrack> {
    const { url, redacted, options } = this.options;
    const dictionary = Dictionary.fromObject(options);
    try {
      this.#check(await this.#context.openInput(url, null, dictionary));
    } finally {
      dictionary.free();
    }
    this.#check(await this.#context.findStreamInfo(null));
    this.#index = this.#context.findBestStream(AVMEDIA_TYPE_VIDEO);
    const stream = this.#context.streams[this.#index];
    // The cover picture of a sound file does not count as video.
    if (!stream || stream.hasDisposition(AV_DISPOSITION_ATTACHED_PIC)) throw new NoVideoTrackError(redacted);

    for (const other of this.#context.streams) if (other.index !== this.#index) other.discard = AVDISCARD_ALL;
    this.#usPerTick = (1e6 * stream.timeBase.num) / stream.timeBase.den;
    const params = stream.codecpar;
    return {
      params,
      codec: avGetCodecName(params.codecId) ?? 'unknown',
      stored: storedIn(params),
      geometry: geometryOf(stream),
      fps: frameRate(stream),
      durationUs: this.#us(stream.duration) ?? this.#durationOfOnlyTrack(),
      leaps: ((this.#context.iformat?.flags ?? 0) & AVFMT_TS_DISCONT) !== 0,
    };
  }

  /** The next packet of the video track, null at the end. Throws a SourceError. */
  async read(): Promise<DemuxedPacket | null> {
    const packet = new Packet();
    packet.alloc();
    try {
      for (;;) {
        const code = await this.#context.readFrame(packet);
        if (code === AVERROR_EOF) break;
        this.#check(code);
        if (packet.streamIndex === this.#index) {
          if (packet.getSideData(AV_PKT_DATA_ENCRYPTION_INFO))
            throw new EncryptedVideoError(this.options.redacted, 'common encryption, as DRM uses it');
          return this.#timed(packet);
        }
        packet.unref();
      }
    } catch (error) {
      packet.free();
      throw error;
    }
    packet.free();
    return null;
  }

  /** Ends a blocking open or read at once; the demuxer can only be closed afterwards. */
  interrupt(): void {
    this.#context.interrupt();
  }

  /** Call it only after open and read have returned. */
  async close(): Promise<void> {
    await this.#context.closeInput();
  }

  #timed(packet: Packet): DemuxedPacket {
    return {
      packet,
      ptsUs: this.#us(packet.pts),
      dtsUs: this.#us(packet.dts),
      cameraTimeUs: producerTimeUs(packet),
      hidden: (packet.flags & AV_PKT_FLAG_DISCARD) !== 0,
    };
  }

  /** A container's duration is that of its longest track, which may be the sound. */
  #durationOfOnlyTrack(): number | null {
    const { duration, streams } = this.#context;
    return streams.length === 1 && duration > 0n ? Number(duration) : null;
  }

  #us(ticks: bigint): number | null {
    return ticks === AV_NOPTS_VALUE ? null : Math.round(Number(ticks) * this.#usPerTick);
  }

  #check(code: number): void {
    if (code < 0) throw this.options.explain(code, this.options.redacted);
  }
}

function storedIn({ width, height, sampleAspectRatio: aspect }: CodecParameters): StoredPicture | null {
  return width > 0 && height > 0 ? { width, height, aspect, orientation: null } : null;
}

function geometryOf({ sampleAspectRatio, codecpar }: Stream): ContainerGeometry {
  const matrix = codecpar.getCodedSideData(AV_PKT_DATA_DISPLAYMATRIX);
  return {
    aspect: pixelAspect(sampleAspectRatio) === null ? null : sampleAspectRatio,
    orientation: matrix && orientationFrom(matrix),
  };
}

/**
 * The rate in the video's own headers, when the times of its first pictures agree or are not known: an average counts
 * pauses, too. Else the lower of FFmpeg's two guesses: each of them sometimes counts fields as pictures.
 */
function frameRate(stream: Stream): number | null {
  const { avgFrameRate, rFrameRate, codecpar } = stream;
  const [average = 0, seen = 0, own = 0] = [avgFrameRate, rFrameRate, codecpar.frameRate].map(({ num, den }) =>
    den > 0 ? num / den : 0
  );
  const agreed = average === 0 || Math.abs(own - seen) < 0.01 * own;
  if (own > 0 && own <= MAX_FPS && agreed) return own;
  const rates = [average, seen];
  const plausible = rates.filter((rate) => rate > 0 && rate <= MAX_FPS);
  return plausible.length > 0 ? Math.min(...plausible) : null;
}

/** FFmpeg's AVProducerReferenceTime begins with the wall clock as an int64 of microseconds. */
function producerTimeUs(packet: Packet): number | null {
  const data = packet.getSideData(AV_PKT_DATA_PRFT);
  return data && data.byteLength >= 8 ? Number(data.readBigInt64LE(0)) : null;
}
