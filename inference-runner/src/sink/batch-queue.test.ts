import { rmSync, writeFileSync } from 'node:fs';
import type { Batch } from './batch.js';
import { BatchQueue } from './batch-queue.js';
import { Spool } from './spool.js';
import { counted, batchOf, eventually, newLosses, temporaryFolder } from '../../test/sink/fakes.js';

let folder: ReturnType<typeof temporaryFolder>;
let losses: ReturnType<typeof newLosses>;
let diskErrors: unknown[];
let queue: BatchQueue;

function newQueue(maxMemoryBytes = 1000): BatchQueue {
  return new BatchQueue({
    openSpool: () => Spool.open(folder.path, { maxBytes: 1e6, segmentBytes: 100 }, losses),
    maxMemoryBytes,
    losses,
    onDisk: (error) => diskErrors.push(error),
  });
}

/** A disk that cannot be written: a file stands where the spool's folder should be. */
function breakDisk(): void {
  rmSync(folder.path, { recursive: true });
  writeFileSync(folder.path, '');
}

function repairDisk(): void {
  rmSync(folder.path);
}

async function sendAll(): Promise<Batch[]> {
  const batches: Batch[] = [];
  for (let held = await queue.take(); held !== null; held = await queue.take()) {
    batches.push(held.batch);
    await held.remove();
    await queue.persisted();
  }
  return batches;
}

beforeEach(() => {
  folder = temporaryFolder();
  losses = newLosses();
  diskErrors = [];
  queue = newQueue();
});
afterEach(async () => {
  await queue.close();
  folder.remove();
});

describe('the queue', () => {
  const five = Array.from({ length: 5 }, (_, i) => batchOf(`b${i}`, 2));

  it('puts what it gets on the disk, at once', async () => {
    await queue.open();
    for (const batch of five) queue.add(batch);
    expect(queue.points).toBe(10);

    await queue.persisted();
    await queue.close();
    queue = newQueue();
    await queue.open();

    expect(await sendAll()).toEqual(five);
    expect(queue.points).toBe(0);
  });

  it('tells the one who waits that something came', async () => {
    await queue.open();
    const waiting = queue.changed().then(() => queue.take());

    queue.add(batchOf('b0'));

    expect((await waiting)?.batch).toEqual(batchOf('b0'));
  });

  it('gives a batch again that could not be sent', async () => {
    await queue.open();
    queue.add(batchOf('b0'));
    await queue.persisted();

    (await queue.take())?.release();

    expect(await sendAll()).toEqual([batchOf('b0')]);
  });

  describe('while the disk cannot be written', () => {
    beforeEach(() => breakDisk());

    it('gives batches from memory, in order, and says so', async () => {
      await expect(queue.open()).rejects.toThrow('EEXIST');
      for (const batch of five) queue.add(batch);
      await queue.persisted();

      expect(await sendAll()).toEqual(five);
      expect(diskErrors.length).toBeGreaterThan(0);
      expect(counted(losses).pointsDropped).toEqual({});
      repairDisk();
    });

    it('keeps a bounded part in memory: the oldest go first, and are counted', async () => {
      queue = newQueue(3 * batchOf('b0', 2).text.length);
      for (const batch of five) {
        queue.add(batch);
        await queue.persisted();
      }

      expect(counted(losses).pointsDropped).toEqual({ 'memory-full': 4 });
      expect(await sendAll()).toEqual(five.slice(2));
      repairDisk();
    });

    it('never drops the batch that is being sent', async () => {
      queue = newQueue(2 * batchOf('b0', 2).text.length);
      queue.add(batchOf('b0', 2));
      await queue.persisted();
      const held = await queue.take();

      for (const batch of five.slice(1)) queue.add(batch);
      await held?.remove();
      await queue.persisted();

      expect(counted(losses).pointsDropped).toEqual({ 'memory-full': 6 });
      expect(await sendAll()).toEqual([batchOf('b4', 2)]);
      repairDisk();
    });

    it('counts what is lost when the process ends like that', async () => {
      for (const batch of five) queue.add(batch);

      await queue.close();

      expect(counted(losses).pointsDropped).toEqual({ shutdown: 10 });
      expect(queue.points).toBe(0);
      repairDisk();
    });

    it('goes back to the disk when it can be written again', async () => {
      queue.add(batchOf('b0'));
      await queue.persisted();
      repairDisk();
      queue.add(batchOf('b1'));
      await queue.persisted();
      expect(diskErrors.at(-1)).toBeNull();

      await queue.close();
      queue = newQueue();
      await queue.open();

      expect(await sendAll()).toEqual([batchOf('b0'), batchOf('b1')]);
    });

    it('does not write to the disk what is being sent', async () => {
      queue.add(batchOf('b0'));
      await queue.persisted();
      const held = await queue.take();
      repairDisk();
      queue.add(batchOf('b1'));
      await held?.remove();
      await eventually(() => diskErrors.at(-1) === null);

      expect(await sendAll()).toEqual([batchOf('b1')]);
    });
  });
});
