import { BitReader, withoutEmulation } from './bits.js';

/** Profiles whose sequence parameter sets say more of the sample format (ITU-T H.264, 7.3.2.1.1). */
const WITH_FORMAT: readonly number[] = [100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135];

const YUV444 = 3;

/** What matters here of an H.264 sequence parameter set. */
export interface SequenceParameters {
  /** Pictures may be made of fields: the opposite of `frame_mbs_only_flag`. */
  fields: boolean;
  /** Length of `frame_num`. */
  frameNumberBits: number;
  /** Frame numbers may leave some out, where an encoder or a server thins the stream. */
  gapsAllowed: boolean;
  /** Slices say which of three colours they are of. */
  separateColors: boolean;
}

/** Reads a set with its NAL header, without start code. Null for what is cut off. */
export function readSps(sps: Uint8Array): SequenceParameters | null {
  const bits = new BitReader(withoutEmulation(sps.subarray(1)));
  const profile = bits.read(8);
  bits.read(16);
  bits.unsigned();
  const separateColors = WITH_FORMAT.includes(profile) && readFormat(bits);
  const frameNumberBits = bits.unsigned() + 4;
  skipOrder(bits);
  bits.unsigned();
  const gapsAllowed = bits.read(1) === 1;
  // Width and height.
  bits.unsigned();
  bits.unsigned();
  const fields = bits.read(1) === 0;
  return bits.over ? null : { fields, frameNumberBits, gapsAllowed, separateColors };
}

/** Whether the colours are coded separately. */
function readFormat(bits: BitReader): boolean {
  const chroma = bits.unsigned();
  const separate = chroma === YUV444 && bits.read(1) === 1;
  bits.unsigned();
  bits.unsigned();
  bits.read(1);
  if (bits.read(1) === 0) return separate;
  const lists = chroma === YUV444 ? 12 : 8;
  for (let list = 0; list < lists; list += 1) if (bits.read(1) === 1) skipScalingList(bits, list < 6 ? 16 : 64);
  return separate;
}

function skipScalingList(bits: BitReader, size: number): void {
  let last = 8;
  let next = 8;
  for (let index = 0; index < size && !bits.over; index += 1) {
    if (next !== 0) next = (last + bits.signed() + 256) % 256;
    if (next !== 0) last = next;
  }
}

function skipOrder(bits: BitReader): void {
  const type = bits.unsigned();
  if (type === 0) bits.unsigned();
  if (type !== 1) return;
  bits.read(1);
  bits.unsigned();
  bits.unsigned();
  for (let left = bits.unsigned(); left > 0 && !bits.over; left -= 1) bits.unsigned();
}
