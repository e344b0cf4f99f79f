import { ProtocolError } from './errors.js';
import { type FrameResult, parseFrameResult } from './frame-result.js';
import { PROTOCOL_VERSION } from './messages.js';

/**
 * The two binary WebSocket messages. Little-endian, a fixed header of 36 bytes, then the payload:
 *
 *     offset  type  field
 *          0  u8    kind: 1 video, 2 result
 *          1  u8    flags: bit 0 key, bit 1 discontinuity
 *          2  u16   version: 1
 *          4  u32   seq
 *          8  i64   epoch
 *         16  i64   ptsUs
 *         24  i64   captureTimeUs
 *         32  u32   payload length in bytes
 */
export const BINARY_HEADER_BYTES = 36;

/** Larger than any real access unit or JPEG; a larger length is an error and allocates nothing. */
export const MAX_PAYLOAD_BYTES = 16 * 1024 * 1024;

const KIND = { video: 1, result: 2 } as const;
const FLAG_KEY = 1;
const FLAG_DISCONTINUITY = 2;

/** One access unit (H.264 Annex B with in-band SPS and PPS) or one JPEG. */
export interface VideoMessage {
  kind: 'video';
  /** A decoder can start here. Every JPEG is a key frame. */
  key: boolean;
  /** Pictures between the message before this one and this one are missing. */
  discontinuity: boolean;
  epoch: number;
  /** Counts the stream's pictures, so that gaps can be detected. */
  seq: number;
  ptsUs: number;
  captureTimeUs: number;
  payload: Uint8Array;
}

export interface ResultMessage {
  kind: 'result';
  result: FrameResult;
}

export type BinaryMessage = VideoMessage | ResultMessage;

interface Header {
  kind: number;
  flags: number;
  epoch: number;
  seq: number;
  ptsUs: number;
  captureTimeUs: number;
}

function encode(header: Header, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  if (payload.byteLength > MAX_PAYLOAD_BYTES) {
    throw new ProtocolError('oversized', `payload: ${payload.byteLength} bytes, at most ${MAX_PAYLOAD_BYTES}`);
  }
  if (!isUint32(header.seq)) throw new ProtocolError('malformed', `seq: ${header.seq} is no 32-bit counter`);
  if (!Number.isSafeInteger(header.epoch) || header.epoch < 0) {
    throw new ProtocolError('malformed', `epoch: ${header.epoch} is no whole number from 0`);
  }
  for (const field of ['ptsUs', 'captureTimeUs'] as const) {
    if (!Number.isSafeInteger(header[field])) {
      throw new ProtocolError('malformed', `${field}: ${header[field]} is no whole number of microseconds`);
    }
  }
  const bytes = new Uint8Array(BINARY_HEADER_BYTES + payload.byteLength);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, header.kind);
  view.setUint8(1, header.flags);
  view.setUint16(2, PROTOCOL_VERSION, true);
  view.setUint32(4, header.seq, true);
  view.setBigInt64(8, BigInt(header.epoch), true);
  view.setBigInt64(16, BigInt(header.ptsUs), true);
  view.setBigInt64(24, BigInt(header.captureTimeUs), true);
  view.setUint32(32, payload.byteLength, true);
  bytes.set(payload, BINARY_HEADER_BYTES);
  return bytes;
}

/** Throws a ProtocolError for a payload that is too large and for numbers outside the header's ranges. */
export function encodeVideo(message: Omit<VideoMessage, 'kind'>): Uint8Array<ArrayBuffer> {
  const flags = (message.key ? FLAG_KEY : 0) | (message.discontinuity ? FLAG_DISCONTINUITY : 0);
  return encode({ ...message, kind: KIND.video, flags }, message.payload);
}

/** Returns a copy of an encoded video message with the discontinuity flag; many viewers may share the original. */
export function withDiscontinuity(encoded: Uint8Array): Uint8Array<ArrayBuffer> {
  const copy = Uint8Array.from(encoded);
  copy[1] = (copy[1] ?? 0) | FLAG_DISCONTINUITY;
  return copy;
}

/** Throws a ProtocolError as `encodeVideo` does. */
export function encodeResult(result: FrameResult): Uint8Array<ArrayBuffer> {
  return encode({ ...result, kind: KIND.result, flags: 0 }, new TextEncoder().encode(JSON.stringify(result)));
}

/**
 * Reads a binary message. The payload of a video message is a view into `bytes`, not a copy.
 * Throws a ProtocolError unless the bytes are exactly one complete message of this version.
 */
export function decodeBinary(bytes: Uint8Array): BinaryMessage {
  if (bytes.byteLength < BINARY_HEADER_BYTES) {
    throw new ProtocolError(
      'truncated',
      `binary message: ${bytes.byteLength} bytes, the header has ${BINARY_HEADER_BYTES}`
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = view.getUint16(2, true);
  if (version !== PROTOCOL_VERSION) {
    throw new ProtocolError(
      'unsupported-version',
      `binary message: version ${version}, only ${PROTOCOL_VERSION} is spoken`
    );
  }
  const payload = payloadOf(bytes, view.getUint32(32, true));
  const kind = view.getUint8(0);
  const seq = view.getUint32(4, true);
  const epoch = safeInteger(view.getBigInt64(8, true), 'epoch');
  if (epoch < 0) throw new ProtocolError('malformed', `epoch: ${epoch} is below 0`);
  const ptsUs = safeInteger(view.getBigInt64(16, true), 'ptsUs');
  const captureTimeUs = safeInteger(view.getBigInt64(24, true), 'captureTimeUs');

  if (kind === KIND.video) {
    const flags = view.getUint8(1);
    const key = (flags & FLAG_KEY) !== 0;
    const discontinuity = (flags & FLAG_DISCONTINUITY) !== 0;
    return { kind: 'video', key, discontinuity, epoch, seq, ptsUs, captureTimeUs, payload };
  }
  if (kind === KIND.result) {
    const result = parseFrameResult(textOf(payload));
    if (
      result.epoch !== epoch ||
      result.seq !== seq ||
      result.ptsUs !== ptsUs ||
      result.captureTimeUs !== captureTimeUs
    ) {
      throw new ProtocolError('malformed', 'result message: header and payload name different frames');
    }
    return { kind: 'result', result };
  }
  throw new ProtocolError('unknown-kind', `binary message: kind ${kind}, expected ${KIND.video} or ${KIND.result}`);
}

function payloadOf(bytes: Uint8Array, length: number): Uint8Array {
  if (length > MAX_PAYLOAD_BYTES) {
    throw new ProtocolError('oversized', `payload: ${length} bytes announced, at most ${MAX_PAYLOAD_BYTES}`);
  }
  const present = bytes.byteLength - BINARY_HEADER_BYTES;
  if (present < length) throw new ProtocolError('truncated', `payload: ${length} bytes announced, ${present} came`);
  if (present > length) throw new ProtocolError('malformed', `payload: ${length} bytes announced, ${present} came`);
  return bytes.subarray(BINARY_HEADER_BYTES);
}

function textOf(payload: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(payload);
  } catch {
    throw new ProtocolError('malformed', 'frame result: not UTF-8');
  }
}

function isUint32(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff;
}

function safeInteger(value: bigint, field: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new ProtocolError('malformed', `${field}: ${value} is out of range`);
  return number;
}
