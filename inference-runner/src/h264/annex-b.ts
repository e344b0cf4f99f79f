import type { Orientation } from '../picture/index.js';
import { orientationIn } from './sei.js';
import { readSps } from './sps.js';

const START_CODE = Uint8Array.of(0, 0, 0, 1);
/** More than the first fields of a slice header take. */
const SLICE_HEADER_BYTES = 32;

const NAL_SLICE = 1;
const NAL_IDR = 5;
const NAL_SEI = 6;
const NAL_SPS = 7;
const NAL_PPS = 8;
const NAL_DELIMITER = 9;

/** What matters of one H.264 access unit in Annex B form. Parameter sets are without start code. */
export interface AccessUnit {
  /** Has an IDR slice: a decoder can start here. */
  key: boolean;
  sps: Uint8Array | null;
  /** All picture parameter sets; with start codes between them where there are several. */
  pps: Uint8Array | null;
  /** Where parameter sets can be put: behind an access unit delimiter, which has to be first. */
  insertAt: number;
  /** How the picture is to be turned, where the unit says so. */
  orientation: Orientation | null;
  /** The beginning of the first slice, with its NAL header. */
  slice: Uint8Array | null;
}

/** Baseline, Main and High, 8 bit 4:2:0: what every browser decodes, as long as it is not interlaced. */
const BROWSER_PROFILES: readonly number[] = [66, 77, 100];

/** RFC 6381 codec string of the stream that this sequence parameter set begins; null where no browser decodes it. */
export function browserCodec(sps: Uint8Array): string | null {
  const [, profile, constraints, level] = sps;
  if (profile === undefined || constraints === undefined || level === undefined) return null;
  if (!BROWSER_PROFILES.includes(profile) || readSps(sps)?.fields) return null;
  return `avc1.${Buffer.from([profile, constraints, level]).toString('hex')}`;
}

/** Finds the NAL units that matter. Garbage gives a unit with nothing in it. */
export function parseAccessUnit(data: Uint8Array): AccessUnit {
  const unit: AccessUnit = { key: false, sps: null, pps: null, insertAt: 0, orientation: null, slice: null };
  const pps: Uint8Array[] = [];
  for (const { start, end } of nalUnits(data)) {
    const type = (data[start] ?? 0) & 0x1f;
    if (type === NAL_IDR) unit.key = true;
    else if (type === NAL_SPS) unit.sps = data.slice(start, end);
    else if (type === NAL_PPS) pps.push(data.slice(start, end));
    else if (type === NAL_DELIMITER) unit.insertAt = end;
    else if (type === NAL_SEI) unit.orientation = orientationIn(data.subarray(start, end)) ?? unit.orientation;
    // What matters stands before the first slice: the long rest need not be searched.
    if (type === NAL_SLICE || type === NAL_IDR) {
      unit.slice = data.slice(start, Math.min(end, start + SLICE_HEADER_BYTES));
      break;
    }
  }
  if (pps.length > 0) unit.pps = joinNals(pps).subarray(START_CODE.length);
  return unit;
}

/** The access unit with the parameter sets in it, where it lacks them; otherwise `data` itself. */
export function withParameterSets(
  data: Uint8Array,
  unit: AccessUnit,
  sps: Uint8Array | null,
  pps: Uint8Array | null
): Uint8Array {
  if ((unit.sps && unit.pps) || !sps || !pps) return data;
  return Buffer.concat([data.subarray(0, unit.insertAt), joinNals([sps, pps]), data.subarray(unit.insertAt)]);
}

function joinNals(nals: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(nals.flatMap((nal) => [START_CODE, nal]));
}

/** Positions of the NAL units: from behind the start code to before the next, without trailing zeros. */
function* nalUnits(data: Uint8Array): Generator<{ start: number; end: number }> {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  let code = bytes.indexOf(START_CODE.subarray(1));
  while (code >= 0) {
    const start = code + 3;
    const next = bytes.indexOf(START_CODE.subarray(1), start);
    let end = next < 0 ? bytes.length : next;
    while (end > start && bytes[end - 1] === 0) end -= 1;
    if (end > start) yield { start, end };
    code = next;
  }
}
