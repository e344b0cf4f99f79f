import { crc32 } from 'node:zlib';
import type { Batch } from './batch.js';

/*
 * A segment file holds records, one after another. A record is one batch:
 *
 *   0  magic    u32  "FWS1"
 *   4  length   u32  of the text, bytes
 *   8  points   u32
 *  12  crc      u32  of length, points and text
 *  16  text     UTF-8 line protocol
 *
 * Little-endian. Nothing is ever changed in a file, only added at its end.
 */
const MAGIC = Buffer.from('FWS1');
const HEADER_BYTES = 16;

export function encodeRecord(batch: Batch): Buffer {
  const text = Buffer.from(batch.text);
  const header = Buffer.alloc(HEADER_BYTES);
  MAGIC.copy(header);
  header.writeUInt32LE(text.length, 4);
  header.writeUInt32LE(batch.points, 8);
  header.writeUInt32LE(checksum(header, text), 12);
  return Buffer.concat([header, text]);
}

/** What was read at one place of a segment: a batch, or about how many points are lost because the bytes are damaged. */
export type SegmentEntry = { batch: Batch } | { lostPoints: number };

/** Reads a segment from its start to its end, whatever its bytes are. */
export function* readSegment(segment: Buffer): Generator<SegmentEntry, undefined> {
  let offset = 0;
  while (offset < segment.length) {
    const end = recordEnd(segment, offset);
    const record = segment.subarray(offset, end ?? segment.length);
    const batch = end === null ? null : decodeRecord(record);
    yield batch === null ? { lostPoints: countLines(record.subarray(HEADER_BYTES)) } : { batch };
    offset += record.length;
  }
}

/** Where the record that starts at `offset` ends; null when no whole record starts there. */
function recordEnd(segment: Buffer, offset: number): number | null {
  if (segment.length - offset < HEADER_BYTES) return null;
  if (!segment.subarray(offset, offset + MAGIC.length).equals(MAGIC)) return null;
  const end = offset + HEADER_BYTES + segment.readUInt32LE(offset + 4);
  return end <= segment.length ? end : null;
}

function decodeRecord(record: Buffer): Batch | null {
  const text = record.subarray(HEADER_BYTES);
  if (record.readUInt32LE(12) !== checksum(record, text)) return null;
  return { text: text.toString(), points: record.readUInt32LE(8) };
}

function checksum(header: Buffer, text: Buffer): number {
  return crc32(text, crc32(header.subarray(4, 12)));
}

function countLines(bytes: Buffer): number {
  let lines = 1;
  for (let at = bytes.indexOf('\n'); at >= 0; at = bytes.indexOf('\n', at + 1)) lines += 1;
  return lines;
}
