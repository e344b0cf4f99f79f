import { crc32 } from 'node:zlib';
import type { Batch } from './batch.js';

/*
 * A segment file holds records, one after another. A record is one batch:
 *
 *   0  magic         u32  "FWS1"
 *   4  length        u32  of the text, bytes
 *   8  points        u32
 *  12  text's crc    u32
 *  16  header's crc  u32  of the 16 bytes before
 *  20  text          UTF-8 line protocol
 *
 * Little-endian. Files are only appended to. With the magic number and the header's own checksum a reader finds the
 * next record after a damaged one, without relying on a length that may be damaged.
 */
const MAGIC = Buffer.from('FWS1');
const HEADER_BYTES = 20;

export function encodeRecord(batch: Batch): Buffer {
  const text = Buffer.from(batch.text);
  const header = Buffer.alloc(HEADER_BYTES);
  MAGIC.copy(header);
  header.writeUInt32LE(text.length, 4);
  header.writeUInt32LE(batch.points, 8);
  header.writeUInt32LE(crc32(text), 12);
  header.writeUInt32LE(crc32(header.subarray(0, 16)), 16);
  return Buffer.concat([header, text]);
}

/** One entry of a segment: a batch, or an estimate of the points that are lost in damaged bytes. */
export type SegmentEntry = { batch: Batch } | { lostPoints: number };

/** Reads a segment from its start to its end, whatever its bytes are. Only damaged records are lost. */
export function* readSegment(segment: Buffer): Generator<SegmentEntry, undefined> {
  let offset = 0;
  while (offset < segment.length) {
    const header = headerAt(segment, offset);
    const textAt = offset + HEADER_BYTES;
    const text = header && segment.subarray(textAt, textAt + header.length);
    if (header && text?.length === header.length && crc32(text) === header.textCrc) {
      yield { batch: { text: text.toString(), points: header.points } };
      offset = textAt + header.length;
      continue;
    }
    const next = nextHeader(segment, offset + 1);
    const end = header ? Math.min(textAt + header.length, next) : next;
    yield { lostPoints: header?.points ?? countLines(segment.subarray(textAt, end)) };
    offset = end;
  }
}

interface Header {
  length: number;
  points: number;
  textCrc: number;
}

/** Returns null when there is no complete header. */
function headerAt(segment: Buffer, offset: number): Header | null {
  const header = segment.subarray(offset, offset + HEADER_BYTES);
  if (header.length < HEADER_BYTES || !header.subarray(0, MAGIC.length).equals(MAGIC)) return null;
  if (header.readUInt32LE(16) !== crc32(header.subarray(0, 16))) return null;
  return { length: header.readUInt32LE(4), points: header.readUInt32LE(8), textCrc: header.readUInt32LE(12) };
}

/** Returns where the next record starts, at `from` or later; the segment's end when there is none. */
function nextHeader(segment: Buffer, from: number): number {
  for (let at = segment.indexOf(MAGIC, from); at >= 0; at = segment.indexOf(MAGIC, at + 1)) {
    if (headerAt(segment, at)) return at;
  }
  return segment.length;
}

function countLines(bytes: Buffer): number {
  let lines = 1;
  for (let at = bytes.indexOf('\n'); at >= 0; at = bytes.indexOf('\n', at + 1)) lines += 1;
  return lines;
}
