import { type Packet, type Frame, type CodecParameters } from 'node-av/lib';
import { AV_FRAME_FLAG_INTERLACED, AV_NOPTS_VALUE } from 'node-av/constants';
import { browserCodec } from '../h264/index.js';
import { UPRIGHT, type View, sameOrientation, viewOf } from '../picture/index.js';
import { Decoder } from './decoder.js';
import type { DemuxedPacket, OpenedTrack } from './demuxer.js';
import type { EpochCounter } from './epoch-counter.js';
import { Geometry, type StoredPicture, storedPicture } from './geometry.js';
import { H264Passthrough, type PassedUnit, passthroughCodec } from './h264-passthrough.js';
import { PacketOrder } from './packet-order.js';
import { Timeline } from './timeline.js';
import type { SourceFormat, SourcePacket, TrackFormat } from './types.js';

/** Duration of a picture when the source does not tell its rate. */
const DEFAULT_FRAME_US = 40_000;

/** A gap in a file is a pause, unless times of its container may leap and the gap is longer than this. */
const LONGEST_FILE_PAUSE_US = 60_000_000;

/** Geometry of a track without any description. */
const UNKNOWN = { width: null, height: null, orientation: UPRIGHT };

/** Epoch and times of a picture. */
export interface PictureTime {
  epoch: number;
  ptsUs: number;
  captureTimeUs: number;
  /** Monotonic clock, milliseconds: when its packet arrived. */
  arrivalMs: number;
  /** True when pictures directly before it are missing. */
  incomplete: boolean;
}

/** A packet with its times, before its arrival is reported. */
export interface StampedPacket {
  epoch: number;
  ptsUs: number;
  /** When a player would decode it: before `ptsUs` when pictures are reordered. */
  dueUs: number;
  cameraTimeUs: number | null;
  incomplete: boolean;
  /** The packet for viewers; null when packets are not passed through. */
  unit: { data: Uint8Array; key: boolean } | null;
}

export interface TrackListener {
  /** An epoch begins. */
  onFormat(format: SourceFormat): void;
  /** Null when packets are not passed through. */
  onPacket(packet: SourcePacket | null): void;
}

export interface TrackOptions {
  epochs: EpochCounter;
  /** True when time continues from the previous opening. Its epoch then continues, too, if the format is the same. */
  seamless: boolean;
  /** Start of the track's times. */
  startUs: number;
  /** How far a camera's time may jump ahead of our own clock; null for a file. */
  leapUs: number | null;
  captureTimeUs: (ptsUs: number, cameraTimeUs: number | null) => number;
}

/** The video track that is being read: determines its format and epoch, and the time of each packet. */
export class VideoTrack {
  readonly #params: CodecParameters;
  #format: TrackFormat;
  #epoch: number;
  #timeline: Timeline;
  #order = new PacketOrder();
  #passthrough: H264Passthrough | null = null;
  readonly #geometry: Geometry;
  #stored: StoredPicture | null;
  /** Earliest and latest time of what is shown, by the source's own clock. */
  #rawUs: { first: number; last: number } | null = null;
  /** True after pictures that viewers did not get: they can continue with a key frame only. */
  #awaitsKey = false;
  readonly #leapUs: number;

  constructor(
    track: OpenedTrack,
    /** `hides`: the track begins with hidden pictures, which viewers' decoders would show. */
    { reorders, hides }: { reorders: boolean; hides: boolean },
    private readonly options: TrackOptions,
    private readonly listener: TrackListener
  ) {
    const { codec, stored, geometry, fps, params } = track;
    const browserCan = reorders || hides ? null : passthroughCodec(params);
    if (browserCan !== null) this.#passthrough = H264Passthrough.open(params);
    const codecString = this.#passthrough ? browserCan : null;
    this.#params = params;
    this.#leapUs = options.leapUs ?? (track.leaps ? LONGEST_FILE_PAUSE_US : Infinity);
    this.#geometry = new Geometry(geometry);
    this.#stored = stored;
    const view = stored ? this.#geometry.viewOf(stored) : UNKNOWN;
    this.#format = { codec, ...view, fps, passthroughCodec: codecString };
    // An edit list puts time 0 at its first shown picture, which need not be the first packet with B-frames.
    this.#timeline = this.#newTimeline(options.startUs, reorders, hides ? 0 : undefined);
    try {
      this.#epoch = this.#begin(options.seamless);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Where another pass of the same source has to start to continue without a gap. */
  get endUs(): number {
    return this.#timeline.endUs;
  }

  /** From the first to the end of the last shown picture, by the source's own clock, with leaps. */
  get spanUs(): number {
    return this.#rawUs === null ? 0 : this.#rawUs.last - this.#rawUs.first + this.#frameUs;
  }

  /** Determines the packet's times and writes them into the packet, from which the decoder copies them to the frame. */
  async stamp(demuxed: DemuxedPacket, nowMs: number): Promise<StampedPacket> {
    const { packet, ptsUs: rawPtsUs, dtsUs: rawDtsUs, cameraTimeUs } = demuxed;
    const unit = this.#passthrough?.convert(packet) ?? null;
    if (unit?.newSps) await this.#reformat(packet, unit.newSps);
    else if (unit) this.#reorient(unit);
    if (unit?.key) this.#awaitsKey = false;
    const ptsUs = this.#place(rawPtsUs ?? rawDtsUs, nowMs);
    if (rawPtsUs !== null) this.#order.sawPacket(rawPtsUs);
    // Only decoding times (AVI, some cameras): with B-frames the decoder has to derive the presentation times.
    const known = rawPtsUs === null ? rawDtsUs === null || !this.#timeline.reorders : !this.timesAreOfDecoding;
    packet.pts = known ? BigInt(ptsUs) : AV_NOPTS_VALUE;
    packet.dts = known ? AV_NOPTS_VALUE : BigInt(ptsUs);
    const dueUs = rawPtsUs === null || rawDtsUs === null ? ptsUs : ptsUs - (rawPtsUs - rawDtsUs);
    // The format may just have changed to one that is not passed through.
    const passed = this.#passthrough !== null && !this.#awaitsKey;
    const incomplete = unit?.incomplete ?? false;
    return { epoch: this.#epoch, ptsUs, dueUs, cameraTimeUs, incomplete, unit: passed ? unit : null };
  }

  /** The packet is decoded only: it has no time and is not sent to viewers. */
  hide({ packet }: DemuxedPacket): void {
    packet.pts = AV_NOPTS_VALUE;
    packet.dts = AV_NOPTS_VALUE;
    this.#awaitsKey = true;
  }

  /** Reports the packet's arrival. */
  arrive({ epoch, ptsUs, cameraTimeUs, incomplete, unit }: StampedPacket, arrivalMs: number): PictureTime {
    const captureTimeUs = this.options.captureTimeUs(ptsUs, cameraTimeUs);
    this.listener.onPacket(unit && { epoch, ptsUs, captureTimeUs, key: unit.key, data: unit.data });
    return { epoch, ptsUs, captureTimeUs, arrivalMs, incomplete };
  }

  /**
   * Sets the frame's metadata, and adapts to what only a decoded picture shows: unannounced B-frames or interlacing,
   * another size or orientation.
   */
  inspect(frame: Frame, reorders: boolean, { epoch }: PictureTime): void {
    this.#geometry.tell(frame);
    const view = viewOf(frame);
    const surprise = (reorders || frame.hasFlags(AV_FRAME_FLAG_INTERLACED)) && this.#passthrough !== null;
    if (surprise) {
      this.#endPassthrough();
      this.#timeline = this.#newTimeline(this.#timeline.endUs, reorders);
    }
    // Viewers already have the format of later packets, which is newer than this picture.
    const newest = this.#passthrough === null || epoch === this.#epoch;
    if (!surprise && (!newest || !this.#differs(view))) return;
    this.#stored = storedPicture(frame);
    this.#change(view);
  }

  /** Returns the epoch of a picture: that of its packet when viewers got the packet, else the current one. */
  epochOf(time: PictureTime): number {
    return this.#passthrough ? time.epoch : this.#epoch;
  }

  /** A picture came out of the decoder after one with a later time. */
  sawLatePicture(): void {
    this.#order.sawLatePicture();
  }

  /** Pictures have to get the times of their packets in the order of the packets. */
  get timesAreOfDecoding(): boolean {
    return this.#order.timesAreOfDecoding;
  }

  close(): void {
    this.#passthrough?.close();
    this.#passthrough = null;
  }

  #place(rawUs: number | null, nowMs: number): number {
    if (rawUs !== null) {
      const { first, last } = this.#rawUs ?? { first: rawUs, last: rawUs };
      this.#rawUs = { first: Math.min(first, rawUs), last: Math.max(last, rawUs) };
    }
    const ptsUs = this.#timeline.place(rawUs, nowMs);
    if (ptsUs !== null) return ptsUs;
    this.#timeline = this.#newTimeline(this.#timeline.endUs, this.#timeline.reorders);
    this.#change({});
    return this.#timeline.place(rawUs, nowMs) ?? this.#timeline.endUs;
  }

  /** New parameter sets in the middle of the stream: decodes the packet to find out the new format. */
  async #reformat(packet: Packet, sps: Uint8Array): Promise<void> {
    const probed = await Decoder.probe(this.#params, packet);
    if (!probed) return;
    const { stored, reorders } = probed;
    const codecString = reorders ? null : browserCodec(sps);
    if (codecString === null) this.#endPassthrough();
    this.#timeline = this.#newTimeline(this.#timeline.endUs, reorders);
    this.#stored = stored;
    this.#change({ ...this.#geometry.viewOf(stored), passthroughCodec: codecString });
  }

  /** An orientation applies until the next one, or the next key frame. */
  #reorient({ key, orientation }: PassedUnit): void {
    if (!this.#stored) return;
    if (orientation || key) this.#stored = { ...this.#stored, orientation };
    const view = this.#geometry.viewOf(this.#stored);
    if (!sameOrientation(view.orientation, this.#format.orientation)) this.#change(view);
  }

  /** Passed-through packets contain the orientation, earlier than their pictures. */
  #differs({ width, height, orientation }: View): boolean {
    const turned = !sameOrientation(orientation, this.#format.orientation);
    if (turned) return this.#passthrough === null;
    return width !== this.#format.width || height !== this.#format.height;
  }

  #endPassthrough(): void {
    this.close();
    this.#format = { ...this.#format, passthroughCodec: null };
  }

  #change(change: Partial<TrackFormat>): void {
    this.#format = { ...this.#format, ...change };
    this.#epoch = this.#begin(false);
  }

  /** Returns the epoch of the following packets. */
  #begin(goesOn: boolean): number {
    const { epochs } = this.options;
    const before = epochs.format;
    const format = epochs.begin(this.#format, goesOn);
    if (format !== before) this.listener.onFormat(format);
    return format.epoch;
  }

  get #frameUs(): number {
    const { fps } = this.#format;
    return fps === null ? DEFAULT_FRAME_US : Math.round(1e6 / fps);
  }

  #newTimeline(startUs: number, reorders: boolean, zeroUs?: number): Timeline {
    this.#order = new PacketOrder();
    const options = { startUs, reorders, frameUs: this.#frameUs, leapUs: this.#leapUs };
    return new Timeline(zeroUs === undefined ? options : { ...options, zeroUs });
  }
}
