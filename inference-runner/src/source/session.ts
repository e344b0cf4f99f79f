import { AV_FRAME_FLAG_CORRUPT, AV_NOPTS_VALUE } from 'node-av/constants';
import type { Frame, Packet } from 'node-av/lib';
import { type Clock, unlessAborted } from '@framewatch/service-kit';
import { type FrameTimes, SharedFrame } from '../frame/index.js';
import { Decoder } from './decoder.js';
import type { DemuxedPacket, Demuxer } from './demuxer.js';
import { UnsupportedCodecError } from './errors.js';
import type { Pacer } from './pacer.js';
import { PacketQueue } from './packet-queue.js';
import type { Demand } from './types.js';
import { type PictureTime, type TrackListener, type TrackOptions, VideoTrack } from './video-track.js';

/** Most packets of a camera that wait for the decoder: one second at 30 pictures per second. */
const LIVE_QUEUE = 30;
const FILE_QUEUE = 4;

export interface SessionListener extends TrackListener {
  /** A packet came and is not decoded yet. `key`: it can be decoded by itself. */
  onArrival(key: boolean): void;
  /** The frame is disposed after the call: retain it to keep it. */
  onFrame(frame: SharedFrame): void;
}

export interface SessionOptions extends TrackOptions {
  demuxer: Demuxer;
  /** The URL as it may be logged. */
  redacted: string;
  /** Awaited after each picture; null for a source that cannot be held back. */
  demand: Demand | null;
  /** Null when packets come at their own pace. */
  pacer: Pacer | null;
  clock: Clock;
  /** Decoding cannot keep up with a live source: pictures are left out. */
  onOverload: () => void;
  /** Ends the session as soon as the current calls into FFmpeg have returned. */
  signal: AbortSignal;
}

export interface SessionEnd {
  pictures: number;
  /** Packets that could not be decoded. */
  errors: number;
  /** The part of the container's duration that is missing. */
  missingUs: number;
  /** Where another pass has to start to continue without a gap. */
  endUs: number;
}

interface QueuedPacket {
  key: boolean;
  packet: Packet;
  /** Null for packets that are decoded but not shown. */
  time: PictureTime | null;
  free(): void;
}

/** Reads and decodes an opened source from its first packet to its last, both concurrently. */
export class Session {
  readonly #queue: PacketQueue<QueuedPacket>;
  /** Times of the packets in the decoder, by the key that the decoder copies to the frame. */
  readonly #times = new Map<number, PictureTime>();
  #pictures = 0;
  #last: { epoch: number; ptsUs: number } | null = null;

  constructor(
    private readonly options: SessionOptions,
    private readonly listener: SessionListener
  ) {
    this.#queue = options.demand
      ? new PacketQueue(FILE_QUEUE, 'wait')
      : new PacketQueue(LIVE_QUEUE, 'drop', options.onOverload);
  }

  /** Throws a SourceError. Returns early, with the result so far, when the signal aborts. */
  async run(): Promise<SessionEnd> {
    const { demuxer, signal, redacted } = this.options;
    const interrupt = () => {
      demuxer.interrupt();
      this.#queue.clear();
    };
    signal.addEventListener('abort', interrupt);
    let decoder: Decoder | null = null;
    let track: VideoTrack | null = null;
    let first: DemuxedPacket | null = null;
    try {
      const opened = await demuxer.open();
      decoder = await Decoder.open(opened.params);
      if (!decoder) throw new UnsupportedCodecError(redacted, opened.codec);
      first = await demuxer.read();
      const { reorders } = decoder;
      track = new VideoTrack(opened, { reorders, hides: first?.hidden === true }, this.options, this.listener);
      const pumping = this.#pump(first, track, decoder, interrupt);
      first = null;
      await pumping;
      return {
        pictures: this.#pictures,
        errors: decoder.errors,
        missingUs: Math.max(0, (opened.durationUs ?? 0) - track.spanUs),
        endUs: track.endUs,
      };
    } finally {
      first?.packet.free();
      signal.removeEventListener('abort', interrupt);
      this.#queue.clear();
      track?.close();
      decoder?.close();
      await demuxer.close();
    }
  }

  /** Both loops have to end before their resources are freed. */
  async #pump(first: DemuxedPacket | null, track: VideoTrack, decoder: Decoder, interrupt: () => void): Promise<void> {
    const reading = this.#read(first, track).finally(() => this.#queue.close());
    const decoding = this.#decode(track, decoder);
    decoding.catch(interrupt);
    const outcomes = await Promise.allSettled([reading, decoding]);
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  }

  async #read(first: DemuxedPacket | null, track: VideoTrack): Promise<void> {
    for (let demuxed = first; demuxed; demuxed = await this.options.demuxer.read()) {
      const { packet, hidden } = demuxed;
      if (hidden) track.hide(demuxed);
      const time = hidden ? null : await this.#arrival(demuxed, track);
      if (!time && !hidden) return;
      await this.#queue.push({ key: packet.isKeyframe, packet, time, free: () => packet.free() });
    }
  }

  /** Waits for the packet's time. Frees the packet and returns null when the session ends before. */
  async #arrival(demuxed: DemuxedPacket, track: VideoTrack): Promise<PictureTime | null> {
    const { pacer, clock, signal } = this.options;
    let time: PictureTime | null = null;
    try {
      const stamped = await track.stamp(demuxed, clock.nowMs());
      await pacer?.until(stamped.dueUs, signal);
      if (!signal.aborted) {
        this.listener.onArrival(demuxed.packet.isKeyframe);
        time = track.arrive(stamped, clock.nowMs());
      }
    } finally {
      if (!time) demuxed.packet.free();
    }
    return time;
  }

  async #decode(track: VideoTrack, decoder: Decoder): Promise<void> {
    for (;;) {
      const item = await this.#queue.shift();
      if (this.options.signal.aborted) return item?.free();
      const startMs = this.options.clock.nowMs();
      if (item?.time) this.#times.set(item.time.ptsUs, item.time);
      const frames = await decoder.decode(item?.packet ?? null).finally(() => item?.free());
      const decodeMs = this.options.clock.nowMs() - startMs;
      try {
        for (let frame = frames.shift(); frame; frame = frames.shift()) {
          await this.#emit(frame, decodeMs, track, decoder);
        }
      } finally {
        for (const frame of frames) frame.free();
      }
      if (!item) return;
    }
  }

  /** Delivers the frame, or frees it when it has no valid time. */
  async #emit(frame: Frame, decodeMs: number, track: VideoTrack, decoder: Decoder): Promise<void> {
    let place: FrameTimes | null = null;
    try {
      place = this.#placeOf(frame, decodeMs, track, decoder);
    } finally {
      if (!place) frame.free();
    }
    if (!place) return;
    this.#last = place;
    this.#pictures += 1;
    this.#hand(SharedFrame.of(frame, place));
    const { demand, signal } = this.options;
    if (demand) await unlessAborted(signal, demand.ready());
  }

  #hand(decoded: SharedFrame): void {
    using frame = decoded;
    this.listener.onFrame(frame);
  }

  /** Returns null for a frame without a time, or one that is not later than the frame before. */
  #placeOf(frame: Frame, decodeMs: number, track: VideoTrack, decoder: Decoder): FrameTimes | null {
    const time = this.#timeOf(frame, track, decoder);
    if (!time || this.options.signal.aborted) return null;
    track.inspect(frame, decoder.reorders, time);
    const { ptsUs, captureTimeUs, arrivalMs } = time;
    const damaged = time.incomplete || frame.hasFlags(AV_FRAME_FLAG_CORRUPT) || frame.decodeErrorFlags !== 0;
    const epoch = track.epochOf(time);
    if (this.#last?.epoch === epoch && this.#last.ptsUs >= ptsUs) return null;
    return { epoch, ptsUs, captureTimeUs, arrivalMs, decodeMs, damaged };
  }

  /**
   * Returns the time of the frame's packet. When packets have decoding times only, the oldest one: frames come out in
   * order.
   */
  #timeOf(frame: Frame, track: VideoTrack, decoder: Decoder): PictureTime | null {
    const ptsUs = frame.pts === AV_NOPTS_VALUE ? null : Number(frame.pts);
    if (ptsUs !== null && this.#last && ptsUs < this.#last.ptsUs) track.sawLatePicture();
    const own = ptsUs === null ? undefined : this.#times.get(ptsUs);
    const inOrder = ptsUs === null || track.timesAreOfDecoding;
    const time = own ?? (inOrder ? this.#oldestTime(decoder) : null);
    if (!time) return null;
    // Removes older entries: those packets were decoded, or never will be.
    for (const ptsUs of this.#times.keys()) if (ptsUs <= time.ptsUs) this.#times.delete(ptsUs);
    return time;
  }

  /** Keeps as many entries as the decoder can hold packets: older packets gave no picture. */
  #oldestTime({ delay }: Decoder): PictureTime | null {
    const [oldest = null] = [...this.#times.values()].slice(-(delay + 1));
    return oldest;
  }
}
