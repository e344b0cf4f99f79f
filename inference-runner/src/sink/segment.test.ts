import { encodeRecord, readSegment } from './segment.js';
import { batchOf } from '../../test/sink/fakes.js';

const first = batchOf('first', 3);
const second = batchOf('zweite Überwachung', 2);

/** A bit of this byte is another. */
function flip(record: Buffer, at: number): Buffer {
  const changed = Buffer.from(record);
  changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
  return changed;
}

/** The record with bytes changed, taken away or put in, somewhere in it. */
function damage(record: Buffer, random: (below: number) => number): Buffer {
  const at = 1 + random(record.length - 1);
  const count = 1 + random(record.length - at);
  const garbage = Buffer.from(Array.from({ length: count }, () => random(256)));
  switch (random(4)) {
    case 0:
      return flip(record, at);
    case 1:
      return Buffer.concat([record.subarray(0, at), record.subarray(at + count)]);
    case 2:
      return Buffer.concat([record.subarray(0, at), Buffer.from([255]), garbage, record.subarray(at)]);
    default:
      return Buffer.concat([flip(record, at).subarray(0, at + 1), garbage, record.subarray(at + count)]);
  }
}

describe('a segment', () => {
  it('gives back the batches that were written, in order', () => {
    expect([...readSegment(Buffer.concat([encodeRecord(first), encodeRecord(second)]))]).toEqual([
      { batch: first },
      { batch: second },
    ]);
  });

  it('is empty when its file is', () => {
    expect([...readSegment(Buffer.alloc(0))]).toEqual([]);
  });

  it('loses only the record that was being written when the process died, wherever it was cut', () => {
    const whole = encodeRecord(first);
    const torn = encodeRecord(second);
    for (let length = 1; length < torn.length; length += 1) {
      const entries = [...readSegment(Buffer.concat([whole, torn.subarray(0, length)]))];
      expect(entries).toEqual([{ batch: first }, { lostPoints: expect.any(Number) as number }]);
    }
  });

  it('counts the lines that are left of a damaged record', () => {
    const torn = encodeRecord(batchOf('line', 10)).subarray(0, -1);

    expect([...readSegment(torn)]).toEqual([{ lostPoints: 10 }]);
  });

  it('goes on after a record in which a byte changed', () => {
    const damaged = encodeRecord(first);
    damaged.writeUInt8(damaged.readUInt8(20) ^ 1, 20);

    expect([...readSegment(Buffer.concat([damaged, encodeRecord(second)]))]).toEqual([
      { lostPoints: 3 },
      { batch: second },
    ]);
  });

  it.each<[string, (record: Buffer) => Buffer]>([
    ['its magic is damaged', (record) => flip(record, 0)],
    ['its length is too long by far', (record) => flip(record, 7)],
    ['its length is too short', (record) => flip(record, 4)],
    ['its points are others', (record) => flip(record, 8)],
    ['a checksum is damaged', (record) => flip(record, 17)],
    ['bytes are missing in it', (record) => Buffer.concat([record.subarray(0, 22), record.subarray(27)])],
    ['bytes were put into it', (record) => Buffer.concat([record.subarray(0, 22), record.subarray(0, 40)])],
    ['only half of its header is left', (record) => record.subarray(0, 9)],
  ])('loses only one record of several when %s', (_, damage) => {
    const [before, damaged, after] = [first, batchOf('damaged', 4), second].map(encodeRecord);
    const entries = [...readSegment(Buffer.concat([before!, damage(damaged!), after!]))];

    const batches = entries.flatMap((entry) => ('batch' in entry ? [entry.batch] : []));
    expect(batches).toEqual([first, second]);
    expect(entries.length).toBeGreaterThan(2);
  });

  it('counts the lines of a record whose header is damaged', () => {
    const damaged = flip(encodeRecord(batchOf('line', 7)), 5);
    expect([...readSegment(Buffer.concat([damaged, encodeRecord(second)]))]).toEqual([
      { lostPoints: 7 },
      { batch: second },
    ]);
  });

  it('reads every record that damage did not touch, and nothing that was not written', () => {
    let seed = 7;
    const random = (below: number) => (seed = (seed * 48271) % 2147483647) % below;
    for (let round = 0; round < 1000; round += 1) {
      // Text that looks like the beginning of a record is the worst that can stand in one.
      const batches = Array.from({ length: 1 + random(8) }, (_, i) => batchOf(`${'FWS1'.repeat(random(3))}b${i}`, 4));
      const records = batches.map(encodeRecord);
      const hit = random(records.length);
      const damaged = records.map((record, i) => (i === hit ? damage(record, random) : record));
      const entries = [...readSegment(Buffer.concat(damaged))];
      const read = entries.flatMap((entry) => ('batch' in entry ? [entry.batch] : []));
      expect(read).toEqual(batches.filter((_, i) => i !== hit));
    }
  });

  it('ends where a file system left zeros after a power failure', () => {
    const entries = [...readSegment(Buffer.concat([encodeRecord(first), Buffer.alloc(4096)]))];

    expect(entries).toEqual([{ batch: first }, { lostPoints: 1 }]);
  });

  it('can be read whatever its bytes are', () => {
    let seed = 1;
    const random = (below: number) => (seed = (seed * 48271) % 2147483647) % below;
    const intact = Buffer.concat([encodeRecord(first), encodeRecord(second), encodeRecord(first)]);
    for (let round = 0; round < 2000; round += 1) {
      const bytes = Buffer.from(intact.subarray(0, random(intact.length) + 1));
      for (let change = 0; change < 3; change += 1) bytes.writeUInt8(random(256), random(bytes.length));
      for (const entry of readSegment(bytes)) {
        if ('batch' in entry) expect([first, second]).toContainEqual(entry.batch);
      }
    }
  });
});
