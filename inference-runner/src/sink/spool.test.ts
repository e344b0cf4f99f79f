import { appendFileSync, existsSync, readdirSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Batch } from './batch.js';
import { SpoolLockedError } from './errors.js';
import { encodeRecord } from './segment.js';
import { Spool } from './spool.js';
import { counted, batchOf, newLosses, temporaryFolder } from '../../test/sink/fakes.js';

const RECORD_BYTES = encodeRecord(batchOf('b0')).length;

let folder: ReturnType<typeof temporaryFolder>;
let losses = newLosses();
let spool: Spool | null = null;

/** Opens the spool as a new process would, after the one before has died. */
async function openSpool(limits: Partial<{ maxBytes: number; segmentBytes: number }> = {}): Promise<Spool> {
  await spool?.close();
  losses = newLosses();
  spool = await Spool.open(folder.path, { maxBytes: 1e6, segmentBytes: 3 * RECORD_BYTES, ...limits }, losses);
  return spool;
}

function segments(): string[] {
  return readdirSync(folder.path).filter((name) => name.endsWith('.spool'));
}

function pathOf(name: string | undefined): string {
  return join(folder.path, name ?? 'none');
}

async function removeAll(from: Spool): Promise<Batch[]> {
  const batches: Batch[] = [];
  for (let batch = await from.peek(); batch !== null; batch = await from.peek()) {
    batches.push(batch);
    await from.remove(batch);
  }
  return batches;
}

beforeEach(() => (folder = temporaryFolder()));
afterEach(async () => {
  await spool?.close();
  spool = null;
  folder.remove();
});

describe('the spool', () => {
  const ten = Array.from({ length: 10 }, (_, i) => batchOf(`b${i}`));

  it('gives batches in the order in which they came, and the same one until it is removed', async () => {
    const spool = await openSpool();
    for (const batch of ten) await spool.append(batch);

    expect(await spool.peek()).toEqual(ten[0]);
    expect(await spool.peek()).toEqual(ten[0]);
    expect(await removeAll(spool)).toEqual(ten);
    expect(await spool.peek()).toBeNull();
  });

  it('keeps a batch in a file until it is removed, and no file afterwards', async () => {
    const spool = await openSpool();
    await spool.append(batchOf('b0', 2));
    expect(segments()).toHaveLength(1);
    expect(spool.points).toBe(2);

    await removeAll(spool);

    expect(segments()).toEqual([]);
    expect(spool.points).toBe(0);
    expect(spool.bytes).toBe(0);
  });

  it('deletes a segment as soon as its last batch is removed', async () => {
    const spool = await openSpool();
    for (const batch of ten) await spool.append(batch);
    expect(segments()).toHaveLength(4);

    for (let i = 0; i < 3; i += 1) await spool.remove((await spool.peek()) ?? batchOf('none'));

    expect(segments()).toHaveLength(3);
  });

  it('takes new batches while old ones are being removed', async () => {
    const spool = await openSpool();
    const taken: (Batch | null)[] = [];
    for (const batch of ten) {
      await spool.append(batch);
      if (ten.indexOf(batch) % 2 === 0) continue;
      const oldest = await spool.peek();
      taken.push(oldest);
      if (oldest) await spool.remove(oldest);
    }

    expect([...taken, ...(await removeAll(spool))]).toEqual(ten);
  });

  it('survives the process, in order, and repeats at most what was removed of a segment not yet deleted', async () => {
    const before = await openSpool();
    for (const batch of ten) await before.append(batch);
    for (let i = 0; i < 4; i += 1) await before.remove((await before.peek()) ?? batchOf('none'));

    const after = await openSpool();

    expect(after.points).toBe(7);
    await after.append(batchOf('b10'));
    expect(await removeAll(after)).toEqual([...ten.slice(3), batchOf('b10')]);
    expect(counted(losses).pointsDropped).toEqual({});
  });

  it('survives a death while a batch was being written: that one is skipped and counted', async () => {
    const before = await openSpool();
    await before.append(batchOf('whole', 2));
    appendFileSync(pathOf(segments()[0]), encodeRecord(batchOf('torn', 5)).subarray(0, -3));

    const after = await openSpool();

    expect(after.points).toBe(2);
    expect(counted(losses).pointsDropped).toEqual({ 'spool-damaged': 5 });
    expect(await removeAll(after)).toEqual([batchOf('whole', 2)]);
    expect(counted(losses).pointsDropped).toEqual({ 'spool-damaged': 5 });
  });

  it('deletes a file in which nothing is whole', async () => {
    writeFileSync(pathOf('0000000007.spool'), 'garbage');
    writeFileSync(pathOf('notes.txt'), 'of the operator');

    const spool = await openSpool();

    expect(await spool.peek()).toBeNull();
    expect(counted(losses).pointsDropped).toEqual({ 'spool-damaged': 1 });
    expect(segments()).toEqual([]);
    expect(existsSync(pathOf('notes.txt'))).toBe(true);
  });

  it('counts what a file has lost since it was written', async () => {
    const spool = await openSpool();
    for (const batch of ten) await spool.append(batch);
    const [first, second] = segments();
    writeFileSync(pathOf(first), Buffer.alloc(3 * RECORD_BYTES));
    unlinkSync(pathOf(second));

    expect(await removeAll(spool)).toEqual(ten.slice(6));
    expect(counted(losses).pointsDropped).toEqual({ 'spool-damaged': 6 });
  });

  it('never takes more of the disk than its bound: the oldest segment goes first, and is counted', async () => {
    const maxBytes = 6 * RECORD_BYTES;
    const spool = await openSpool({ maxBytes });
    for (const batch of ten) {
      await spool.append(batch);
      const onDisk = segments().reduce((sum, name) => sum + statSync(pathOf(name)).size, 0);
      expect(onDisk).toBeLessThanOrEqual(maxBytes);
    }

    expect(counted(losses).pointsDropped).toEqual({ 'spool-full': 6 });
    expect(await removeAll(spool)).toEqual(ten.slice(6));
  });

  it('tells the sender that the batch it holds was forced out', async () => {
    const spool = await openSpool({ maxBytes: 3 * RECORD_BYTES });
    await spool.append(batchOf('b0'));
    const held = await spool.peek();
    for (const batch of ten.slice(1, 4)) await spool.append(batch);

    expect(held && (await spool.remove(held))).toBe(false);
    expect(counted(losses).pointsDropped).toEqual({ 'spool-full': 1 });
    expect(await removeAll(spool)).toEqual(ten.slice(1, 4));
  });

  it('drops a batch that is larger than its bound', async () => {
    const spool = await openSpool({ maxBytes: 100 });
    await spool.append(batchOf('b0'));
    await spool.append(batchOf('large', 50));

    expect(await spool.peek()).toBeNull();
    expect(counted(losses).pointsDropped).toEqual({ 'spool-full': 51 });
  });

  it('shrinks when its bound was lowered between two runs', async () => {
    const before = await openSpool();
    for (const batch of ten) await before.append(batch);

    const after = await openSpool({ maxBytes: 4 * RECORD_BYTES });

    expect(counted(losses).pointsDropped).toEqual({ 'spool-full': 6 });
    expect(await removeAll(after)).toEqual(ten.slice(6));
  });

  it('rejects what the disk refuses, and works again when the disk does', async () => {
    const spool = await openSpool();
    await spool.append(batchOf('b0'));
    await removeAll(spool);
    rmSync(folder.path, { recursive: true });
    writeFileSync(folder.path, 'a file where the folder was');

    await expect(spool.append(batchOf('b1'))).rejects.toThrow('EEXIST');
    unlinkSync(folder.path);
    await spool.append(batchOf('b2'));

    expect(await removeAll(spool)).toEqual([batchOf('b2')]);
    expect(counted(losses).pointsDropped).toEqual({});
  });

  it('is refused to a second runner', async () => {
    await openSpool();

    await expect(Spool.open(folder.path, { maxBytes: 1e6, segmentBytes: 1e4 }, losses)).rejects.toThrow(
      SpoolLockedError
    );
  });
});
