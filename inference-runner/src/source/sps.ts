import { BitReader, withoutEmulation } from './bits.js';

/** Profiles whose sequence parameter sets say more of the sample format (ITU-T H.264, 7.3.2.1.1). */
const WITH_FORMAT: readonly number[] = [100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135];

const YUV444 = 3;

/**
 * Whether an H.264 sequence parameter set (with its NAL header, without start code) allows pictures made of fields:
 * the opposite of `frame_mbs_only_flag`. False for what is cut off.
 */
export function allowsFields(sps: Uint8Array): boolean {
  const bits = new BitReader(withoutEmulation(sps.subarray(1)));
  const profile = bits.read(8);
  bits.read(16);
  bits.unsigned();
  if (WITH_FORMAT.includes(profile)) skipFormat(bits);
  bits.unsigned();
  skipOrder(bits);
  // Number of reference frames, gaps in frame numbers, width and height.
  bits.unsigned();
  bits.read(1);
  bits.unsigned();
  bits.unsigned();
  return bits.read(1) === 0 && !bits.over;
}

function skipFormat(bits: BitReader): void {
  const chroma = bits.unsigned();
  if (chroma === YUV444) bits.read(1);
  bits.unsigned();
  bits.unsigned();
  bits.read(1);
  if (bits.read(1) === 0) return;
  const lists = chroma === YUV444 ? 12 : 8;
  for (let list = 0; list < lists; list += 1) if (bits.read(1) === 1) skipScalingList(bits, list < 6 ? 16 : 64);
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
