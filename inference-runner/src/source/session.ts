import { AV_NOPTS_VALUE } from 'node-av/constants';
import type { Frame, Packet } from 'node-av/lib';
import type { Clock } from '../clock.js';
import { unlessAborted } from './abortable.js';
import { Decoder } from './decoder.js';
import type { Demuxer } from './demuxer.js';
import { UnsupportedCodecError } from './errors.js';
import type { Pacer } from './pacer.js';
import { PacketQueue } from './packet-queue.js';
import { type PictureTime, Track, type TrackListener, type TrackOptions } from './track.js';
import type { DecodedFrame } from './types.js';

/** A camera's packets that may wait for the decoder: one second at 30 pictures per second. */
const LIVE_QUEUE = 30;
const FILE_QUEUE = 4;

export interface SessionListener extends TrackListener {
  /** Takes ownership. */
  onFrame(frame: DecodedFrame): void | Promise<void>;
}

export interface SessionOptions extends TrackOptions {
  demuxer: Demuxer;
  /** The URL as it may be logged. */
  redacted: string;
  /** Frames cannot be held back. */
  live: boolean;
  /** Null: packets come at their own pace. */
  pacer: Pacer | null;
  clock: Clock;
  /** Decoding cannot keep up with a live source: pictures are left out. */
  onOverload: () => void;
  /** Ends the session as soon as what runs in FFmpeg has come back. */
  signal: AbortSignal;
}

export interface SessionEnd {
  pictures: number;
  /** Packets that could not be decoded. */
  errors: number;
  /** What is lacking of the duration that the container announced. */
  missingUs: number;
  /** Where another pass would go on without a gap. */
  endUs: number;
}

interface QueuedPacket {
  key: boolean;
  packet: Packet;
  time: PictureTime;
  free(): void;
}

/** One opening of a source, from its first packet to its last: reading and decoding side by side. */
export class Session {
  readonly #queue: PacketQueue<QueuedPacket>;
  /** Times of the packets in the decoder, by what the decoder hands on to the frame. */
  readonly #times = new Map<number, PictureTime>();
  #pictures = 0;
  #last: { epoch: number; ptsUs: number } | null = null;

  constructor(
    private readonly options: SessionOptions,
    private readonly listener: SessionListener
  ) {
    this.#queue = options.live
      ? new PacketQueue(LIVE_QUEUE, 'drop', options.onOverload)
      : new PacketQueue(FILE_QUEUE, 'wait');
  }

  /** Throws a SourceError. Comes back early, with what there was until then, when the signal aborts. */
  async run(): Promise<SessionEnd> {
    const { demuxer, signal, redacted } = this.options;
    const interrupt = () => {
      demuxer.interrupt();
      this.#queue.clear();
    };
    signal.addEventListener('abort', interrupt);
    let decoder: Decoder | null = null;
    let track: Track | null = null;
    try {
      const opened = await demuxer.open();
      decoder = await Decoder.open(opened.params);
      if (!decoder) throw new UnsupportedCodecError(redacted, opened.codec);
      track = new Track(opened, decoder.reorders, this.options, this.listener);
      await this.#pump(track, decoder, interrupt);
      return {
        pictures: this.#pictures,
        errors: decoder.errors,
        missingUs: Math.max(0, (opened.durationUs ?? 0) - (track.endUs - this.options.startUs)),
        endUs: track.endUs,
      };
    } finally {
      signal.removeEventListener('abort', interrupt);
      this.#queue.clear();
      track?.close();
      decoder?.close();
      await demuxer.close();
    }
  }

  /** Both loops have to be over before anything that they use is freed. */
  async #pump(track: Track, decoder: Decoder, interrupt: () => void): Promise<void> {
    const reading = this.#read(track).finally(() => this.#queue.close());
    const decoding = this.#decode(track, decoder);
    decoding.catch(interrupt);
    const outcomes = await Promise.allSettled([reading, decoding]);
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  }

  async #read(track: Track): Promise<void> {
    const { demuxer, pacer, clock, signal } = this.options;
    for (;;) {
      const demuxed = await demuxer.read();
      if (!demuxed) return;
      const { packet } = demuxed;
      const stamped = await track.stamp(demuxed);
      await pacer?.until(stamped.dueUs, signal);
      if (signal.aborted) {
        packet.free();
        return;
      }
      const time = track.arrive(stamped, clock.nowMs());
      await this.#queue.push({ key: packet.isKeyframe, packet, time, free: () => packet.free() });
    }
  }

  async #decode(track: Track, decoder: Decoder): Promise<void> {
    for (;;) {
      const item = await this.#queue.shift();
      if (this.options.signal.aborted) return item?.free();
      const startMs = this.options.clock.nowMs();
      if (item) this.#times.set(item.time.ptsUs, item.time);
      const frames = await decoder.decode(item?.packet ?? null);
      const decodeMs = this.options.clock.nowMs() - startMs;
      item?.free();
      for (const frame of frames) await this.#emit(frame, decodeMs, track, decoder);
      if (!item) return;
    }
  }

  async #emit(frame: Frame, decodeMs: number, track: Track, decoder: Decoder): Promise<void> {
    const time = this.#timeOf(frame);
    if (!time || this.options.signal.aborted) {
      frame.free();
      return;
    }
    track.inspect(frame, decoder.reorders);
    const { ptsUs, captureTimeUs, arrivalMs } = time;
    const epoch = track.epochOf(time);
    if (this.#last?.epoch === epoch && this.#last.ptsUs >= ptsUs) {
      frame.free();
      return;
    }
    this.#last = { epoch, ptsUs };
    this.#pictures += 1;
    const taken = this.listener.onFrame({ epoch, ptsUs, captureTimeUs, arrivalMs, decodeMs, frame });
    if (!this.options.live && taken) await unlessAborted(taken, this.options.signal);
  }

  /** The time of the frame's packet. Where that had a decoding time only, the oldest: frames come out in order. */
  #timeOf(frame: Frame): PictureTime | null {
    const timed = frame.pts !== AV_NOPTS_VALUE;
    const time = timed ? this.#times.get(Number(frame.pts)) : this.#times.values().next().value;
    if (!time) return null;
    // What is older has been decoded, or never will be.
    for (const ptsUs of this.#times.keys()) if (ptsUs <= time.ptsUs) this.#times.delete(ptsUs);
    return time;
  }
}
