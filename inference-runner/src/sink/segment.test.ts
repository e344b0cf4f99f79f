import { encodeRecord, readSegment } from './segment.js';
import { batchOf } from '../../test/sink/fakes.js';

const first = batchOf('first', 3);
const second = batchOf('zweite Überwachung', 2);

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
