import { AV_CODEC_ID_H264, AV_PIX_FMT_YUV420P, AV_PIX_FMT_YUVJ420P } from 'node-av/constants';
import { BitStreamFilter, BitStreamFilterContext, type CodecParameters, Packet, avGetCodecString } from 'node-av/lib';
import {
  type AccessUnit,
  FrameNumbers,
  type SequenceParameters,
  browserCodec,
  parseAccessUnit,
  readSps,
  withParameterSets,
} from '../h264/index.js';
import type { Orientation } from '../picture/index.js';

/** Returns the RFC 6381 codec string when a browser can decode the track as it is, else null. */
export function passthroughCodec(params: CodecParameters): string | null {
  if (params.codecId !== AV_CODEC_ID_H264 || params.videoDelay > 0) return null;
  if (params.format !== AV_PIX_FMT_YUV420P && params.format !== AV_PIX_FMT_YUVJ420P) return null;
  return avGetCodecString(params);
}

/** One access unit as viewers get it. */
export interface PassedUnit {
  data: Uint8Array;
  key: boolean;
  /** True when the parameter sets are new or have changed: size or profile may differ from here on. */
  newSps: Uint8Array | null;
  /** Orientation of the picture, when the unit contains it. */
  orientation: Orientation | null;
  /** True when pictures directly before this one are missing. */
  incomplete: boolean;
}

/** Converts the packets of an H.264 track for viewers: Annex B, with SPS and PPS before every key frame. */
export class H264Passthrough {
  readonly #packet = new Packet();
  readonly #numbers = new FrameNumbers();
  #sps: Uint8Array | null = null;
  #parameters: SequenceParameters | null = null;
  #pps: Uint8Array | null = null;

  private constructor(
    private readonly filter: BitStreamFilterContext,
    extradata: Uint8Array | null
  ) {
    this.#packet.alloc();
    // Some cameras send their parameter sets in the session description only.
    if (extradata) this.#remember(parseAccessUnit(extradata));
  }

  /** Returns null when FFmpeg refuses the track's parameters, or when no browser decodes such a track. */
  static open(params: CodecParameters): H264Passthrough | null {
    const toAnnexB = BitStreamFilter.getByName('h264_mp4toannexb');
    const filter = new BitStreamFilterContext();
    if (!toAnnexB || filter.alloc(toAnnexB) < 0) return null;
    const input = filter.inputCodecParameters;
    if (!input || params.copy(input) < 0 || filter.init() < 0) {
      filter.free();
      return null;
    }
    const passthrough = new H264Passthrough(filter, filter.outputCodecParameters?.extradata ?? null);
    if (passthrough.#sps === null || browserCodec(passthrough.#sps) !== null) return passthrough;
    passthrough.close();
    return null;
  }

  /** Returns a copy of one access unit; the packet stays the caller's. Null for a damaged one. */
  convert(packet: Packet): PassedUnit | null {
    const clone = packet.clone();
    if (!clone) return null;
    try {
      if (this.filter.sendPacketSync(clone) < 0 || this.filter.receivePacketSync(this.#packet) < 0) return null;
    } finally {
      clone.free();
    }
    const bytes = this.#packet.data;
    const data = bytes ? new Uint8Array(bytes) : null;
    this.#packet.unref();
    if (!data) return null;
    const unit = parseAccessUnit(data);
    const changed = this.#remember(unit);
    const complete = unit.key ? withParameterSets(data, unit, this.#sps, this.#pps) : data;
    const incomplete =
      unit.slice !== null && this.#parameters !== null && this.#numbers.missingBefore(unit.slice, this.#parameters);
    const { key, orientation } = unit;
    return { data: complete, key, newSps: changed ? unit.sps : null, orientation, incomplete };
  }

  close(): void {
    this.#packet.free();
    this.filter.free();
  }

  #remember(unit: AccessUnit): boolean {
    const changed = unit.sps !== null && (this.#sps === null || Buffer.compare(unit.sps, this.#sps) !== 0);
    if (changed && unit.sps) this.#parameters = readSps(unit.sps);
    this.#sps = unit.sps ?? this.#sps;
    this.#pps = unit.pps ?? this.#pps;
    return changed;
  }
}
