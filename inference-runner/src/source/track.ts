import { type Packet, type Frame, type CodecParameters } from 'node-av/lib';
import { AV_NOPTS_VALUE } from 'node-av/constants';
import { browserCodec } from './annex-b.js';
import { Decoder } from './decoder.js';
import type { DemuxedPacket, VideoTrack } from './demuxer.js';
import { H264Passthrough, passthroughCodec } from './h264.js';
import { Timeline } from './timeline.js';
import type { SourceFormat, SourcePacket } from './types.js';

/** Duration of a picture where the source does not tell its rate. */
const DEFAULT_FRAME_US = 40_000;

export type TrackFormat = Omit<SourceFormat, 'epoch'>;

/** Where and when a picture belongs. */
export interface PictureTime {
  epoch: number;
  ptsUs: number;
  captureTimeUs: number;
  /** Monotonic clock, milliseconds: when its packet arrived. */
  arrivalMs: number;
}

/** A packet with its place on the time line, before it counts as arrived. */
export interface StampedPacket {
  epoch: number;
  ptsUs: number;
  /** When a player would decode it: before `ptsUs` where pictures are reordered. */
  dueUs: number;
  cameraTimeUs: number | null;
  /** As viewers get it; null where packets are not passed through. */
  unit: { data: Uint8Array; key: boolean } | null;
}

export interface TrackListener {
  /** Returns the epoch of what follows. `fresh`: it has to be a new one, as the source's time or pictures changed. */
  onFormat(format: TrackFormat, fresh: boolean): number;
  /** Null where packets are not passed through. */
  onPacket(packet: SourcePacket | null): void;
}

export interface TrackOptions {
  /** Where the track's times begin. */
  startUs: number;
  captureTimeUs: (ptsUs: number, cameraTimeUs: number | null) => number;
}

/** What is known of the video track being read: its format and epoch, and the time of each of its packets. */
export class Track {
  readonly #params: CodecParameters;
  #format: TrackFormat;
  #epoch: number;
  #timeline: Timeline;
  #passthrough: H264Passthrough | null = null;

  constructor(
    track: VideoTrack,
    reorders: boolean,
    private readonly options: TrackOptions,
    private readonly listener: TrackListener
  ) {
    const { codec, width, height, fps, params } = track;
    const browserCan = reorders ? null : passthroughCodec(params);
    if (browserCan !== null) this.#passthrough = H264Passthrough.open(params);
    const codecString = this.#passthrough ? browserCan : null;
    this.#params = params;
    this.#format = { codec, width, height, fps, passthroughCodec: codecString };
    this.#timeline = this.#newTimeline(options.startUs, reorders);
    try {
      this.#epoch = listener.onFormat(this.#format, false);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Where another pass of the same source would go on without a gap. */
  get endUs(): number {
    return this.#timeline.endUs;
  }

  /** Gives the packet its place in time, in the packet too: the decoder hands that on to the frame. */
  async stamp({ packet, ptsUs: rawPtsUs, dtsUs: rawDtsUs, cameraTimeUs }: DemuxedPacket): Promise<StampedPacket> {
    const unit = this.#passthrough?.convert(packet) ?? null;
    if (unit?.newSps) await this.#reformat(packet, unit.newSps);
    const ptsUs = this.#place(rawPtsUs ?? rawDtsUs);
    // A container with decoding times only (AVI): with B-frames the decoder has to find out the others.
    const known = rawPtsUs !== null || rawDtsUs === null || !this.#timeline.reorders;
    packet.pts = known ? BigInt(ptsUs) : AV_NOPTS_VALUE;
    packet.dts = known ? AV_NOPTS_VALUE : BigInt(ptsUs);
    const dueUs = rawPtsUs === null || rawDtsUs === null ? ptsUs : ptsUs - (rawPtsUs - rawDtsUs);
    // The format may just have changed to one that is not passed through.
    return { epoch: this.#epoch, ptsUs, dueUs, cameraTimeUs, unit: this.#passthrough ? unit : null };
  }

  /** Tells of the packet as it arrives. */
  arrive({ epoch, ptsUs, cameraTimeUs, unit }: StampedPacket, arrivalMs: number): PictureTime {
    const captureTimeUs = this.options.captureTimeUs(ptsUs, cameraTimeUs);
    this.listener.onPacket(unit && { epoch, ptsUs, captureTimeUs, key: unit.key, data: unit.data });
    return { epoch, ptsUs, captureTimeUs, arrivalMs };
  }

  /** What only the decoded picture shows: B-frames that nothing announced, and another size. */
  inspect(frame: Frame, reorders: boolean): void {
    const { width, height } = this.#format;
    const surprise = reorders && this.#passthrough !== null;
    const resized = this.#passthrough === null && (frame.width !== width || frame.height !== height);
    if (surprise) {
      this.#endPassthrough();
      this.#timeline = this.#newTimeline(this.#timeline.endUs, true);
    }
    if (surprise || resized) this.#change({ width: frame.width, height: frame.height });
  }

  /** The epoch of a picture: that of its packet where viewers have the packet, else the current one. */
  epochOf(time: PictureTime): number {
    return this.#passthrough ? time.epoch : this.#epoch;
  }

  close(): void {
    this.#passthrough?.close();
    this.#passthrough = null;
  }

  #place(rawUs: number | null): number {
    const ptsUs = this.#timeline.place(rawUs);
    if (ptsUs !== null) return ptsUs;
    this.#timeline = this.#newTimeline(this.#timeline.endUs, this.#timeline.reorders);
    this.#change({});
    return this.#timeline.place(rawUs) ?? this.#timeline.endUs;
  }

  /** New parameter sets in the middle of the stream: only decoding tells what they mean. */
  async #reformat(packet: Packet, sps: Uint8Array): Promise<void> {
    const probed = await Decoder.probe(this.#params, packet);
    if (!probed) return;
    const { width, height, reorders } = probed;
    const codecString = reorders ? null : browserCodec(sps);
    if (codecString === null) this.#endPassthrough();
    this.#timeline = this.#newTimeline(this.#timeline.endUs, reorders);
    this.#change({ width, height, passthroughCodec: codecString });
  }

  #endPassthrough(): void {
    this.close();
    this.#format = { ...this.#format, passthroughCodec: null };
  }

  #change(change: Partial<TrackFormat>): void {
    this.#format = { ...this.#format, ...change };
    this.#epoch = this.listener.onFormat(this.#format, true);
  }

  #newTimeline(startUs: number, reorders: boolean): Timeline {
    const { fps } = this.#format;
    return new Timeline({ startUs, reorders, frameUs: fps === null ? DEFAULT_FRAME_US : Math.round(1e6 / fps) });
  }
}
