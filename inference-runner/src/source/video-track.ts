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

/** Duration of a picture where the source does not tell its rate. */
const DEFAULT_FRAME_US = 40_000;

/** A gap in a file is a pause, unless its container is one whose times may leap and the gap is longer than this. */
const LONGEST_FILE_PAUSE_US = 60_000_000;

/** Of a track whose pictures nothing describes. */
const UNKNOWN = { width: null, height: null, orientation: UPRIGHT };

/** Where and when a picture belongs. */
export interface PictureTime {
  epoch: number;
  ptsUs: number;
  captureTimeUs: number;
  /** Monotonic clock, milliseconds: when its packet arrived. */
  arrivalMs: number;
  /** Pictures right before it did not come. */
  incomplete: boolean;
}

/** A packet with its place on the time line, before it counts as arrived. */
export interface StampedPacket {
  epoch: number;
  ptsUs: number;
  /** When a player would decode it: before `ptsUs` where pictures are reordered. */
  dueUs: number;
  cameraTimeUs: number | null;
  incomplete: boolean;
  /** As viewers get it; null where packets are not passed through. */
  unit: { data: Uint8Array; key: boolean } | null;
}

export interface TrackListener {
  /** An epoch begins. */
  onFormat(format: SourceFormat): void;
  /** Null where packets are not passed through. */
  onPacket(packet: SourcePacket | null): void;
}

export interface TrackOptions {
  epochs: EpochCounter;
  /** Time goes on from the opening before: its epoch goes on too where the format is the same. */
  seamless: boolean;
  /** Where the track's times begin. */
  startUs: number;
  /** How much further than our own clock a camera's time may move ahead at once; null for a file. */
  leapUs: number | null;
  captureTimeUs: (ptsUs: number, cameraTimeUs: number | null) => number;
}

/** What is known of the video track being read: its format and epoch, and the time of each of its packets. */
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
  /** Pictures that viewers do not have came before: they can go on with a key frame only. */
  #awaitsKey = false;
  readonly #leapUs: number;

  constructor(
    track: OpenedTrack,
    /** `hides`: the track begins with pictures that are not to be shown, which viewers' decoders would show. */
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
    // An edit list puts time 0 where it lets the picture begin, which need not be what comes first with B-frames.
    this.#timeline = this.#newTimeline(options.startUs, reorders, hides ? 0 : undefined);
    try {
      this.#epoch = this.#begin(options.seamless);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Where another pass of the same source would go on without a gap. */
  get endUs(): number {
    return this.#timeline.endUs;
  }

  /** From the first to the end of the last picture that is shown, by the source's own clock; leaps and all. */
  get spanUs(): number {
    return this.#rawUs === null ? 0 : this.#rawUs.last - this.#rawUs.first + this.#frameUs;
  }

  /** Gives the packet its place in time, in the packet too: the decoder hands that on to the frame. */
  async stamp(demuxed: DemuxedPacket, nowMs: number): Promise<StampedPacket> {
    const { packet, ptsUs: rawPtsUs, dtsUs: rawDtsUs, cameraTimeUs } = demuxed;
    const unit = this.#passthrough?.convert(packet) ?? null;
    if (unit?.newSps) await this.#reformat(packet, unit.newSps);
    else if (unit) this.#reorient(unit);
    if (unit?.key) this.#awaitsKey = false;
    const ptsUs = this.#place(rawPtsUs ?? rawDtsUs, nowMs);
    if (rawPtsUs !== null) this.#order.sawPacket(rawPtsUs);
    // Decoding times only (AVI, some cameras): with B-frames the decoder has to find out the others.
    const known = rawPtsUs === null ? rawDtsUs === null || !this.#timeline.reorders : !this.timesAreOfDecoding;
    packet.pts = known ? BigInt(ptsUs) : AV_NOPTS_VALUE;
    packet.dts = known ? AV_NOPTS_VALUE : BigInt(ptsUs);
    const dueUs = rawPtsUs === null || rawDtsUs === null ? ptsUs : ptsUs - (rawPtsUs - rawDtsUs);
    // The format may just have changed to one that is not passed through.
    const passed = this.#passthrough !== null && !this.#awaitsKey;
    const incomplete = unit?.incomplete ?? false;
    return { epoch: this.#epoch, ptsUs, dueUs, cameraTimeUs, incomplete, unit: passed ? unit : null };
  }

  /** The packet is only decoded: it has no place in time, and viewers do without it. */
  hide({ packet }: DemuxedPacket): void {
    packet.pts = AV_NOPTS_VALUE;
    packet.dts = AV_NOPTS_VALUE;
    this.#awaitsKey = true;
  }

  /** Tells of the packet as it arrives. */
  arrive({ epoch, ptsUs, cameraTimeUs, incomplete, unit }: StampedPacket, arrivalMs: number): PictureTime {
    const captureTimeUs = this.options.captureTimeUs(ptsUs, cameraTimeUs);
    this.listener.onPacket(unit && { epoch, ptsUs, captureTimeUs, key: unit.key, data: unit.data });
    return { epoch, ptsUs, captureTimeUs, arrivalMs, incomplete };
  }

  /**
   * Makes the frame say how it is seen, and follows what only the decoded picture shows: B-frames and interlacing that
   * nothing announced, another size or orientation.
   */
  inspect(frame: Frame, reorders: boolean, { epoch }: PictureTime): void {
    this.#geometry.tell(frame);
    const view = viewOf(frame);
    const surprise = (reorders || frame.hasFlags(AV_FRAME_FLAG_INTERLACED)) && this.#passthrough !== null;
    if (surprise) {
      this.#endPassthrough();
      this.#timeline = this.#newTimeline(this.#timeline.endUs, reorders);
    }
    // What viewers were told of later packets is newer than this picture.
    const newest = this.#passthrough === null || epoch === this.#epoch;
    if (!surprise && (!newest || !this.#differs(view))) return;
    this.#stored = storedPicture(frame);
    this.#change(view);
  }

  /** The epoch of a picture: that of its packet where viewers have the packet, else the current one. */
  epochOf(time: PictureTime): number {
    return this.#passthrough ? time.epoch : this.#epoch;
  }

  /** A picture came out of the decoder after one with a later time. */
  sawLatePicture(): void {
    this.#order.sawLatePicture();
  }

  /** Pictures have to take the times of their packets in the order in which they come. */
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

  /** New parameter sets in the middle of the stream: only decoding tells what they mean. */
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

  /** An orientation holds until the next one, or the next key frame. */
  #reorient({ key, orientation }: PassedUnit): void {
    if (!this.#stored) return;
    if (orientation || key) this.#stored = { ...this.#stored, orientation };
    const view = this.#geometry.viewOf(this.#stored);
    if (!sameOrientation(view.orientation, this.#format.orientation)) this.#change(view);
  }

  /** Packets that are passed through tell the orientation themselves, ahead of their pictures. */
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

  /** Returns the epoch of what follows. */
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
