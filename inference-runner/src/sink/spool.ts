import { mkdir, open, readdir, readFile, unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Batch } from './batch.js';
import { errorCode } from './errors.js';
import { lockFolder } from './folder-lock.js';
import type { Losses } from './losses.js';
import { encodeRecord, readSegment, type SegmentEntry } from './segment.js';

const SEGMENT_NAME = /^\d{10}\.spool$/;

interface Segment {
  readonly path: string;
  /** Size of the complete records. A failed write may have left more in the file, which is not read. */
  bytes: number;
  /** Not yet removed. */
  points: number;
}

/**
 * A queue of batches on disk, in segment files in a folder of its own. Batches are added at the end of the newest
 * segment and taken from the oldest, in order; a segment's file is deleted when its last batch has been removed. A
 * process that is killed loses no batch whose `append` had resolved, nor does a machine whose power fails. Batches
 * removed from a segment that was not yet deleted come again in the next process.
 */
export class Spool {
  #segments: Segment[] = [];
  #nextId = 1;
  /** The newest segment while records may be appended to it. */
  #active: { segment: Segment; file: FileHandle } | null = null;
  /** The oldest segment while it is being read; never the active one. */
  #reading: { segment: Segment; entries: Iterator<SegmentEntry, undefined>; head: Batch | null } | null = null;
  /** Operations run one after another. */
  #last: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly folder: string,
    private readonly maxBytes: number,
    private readonly segmentBytes: number,
    private readonly losses: Losses,
    private readonly unlock: () => Promise<void>
  ) {}

  /**
   * Opens the spool in `folder`, which is made when it is missing, with what an earlier process left there.
   *
   * @throws SpoolLockedError when another process uses it; the file system's error when it cannot be used.
   */
  static async open(
    folder: string,
    limits: { maxBytes: number; segmentBytes: number },
    losses: Losses
  ): Promise<Spool> {
    await mkdir(folder, { recursive: true });
    const unlock = await lockFolder(folder);
    const spool = new Spool(folder, limits.maxBytes, limits.segmentBytes, losses, unlock);
    try {
      await spool.#scan();
    } catch (error) {
      await unlock();
      throw error;
    }
    return spool;
  }

  get points(): number {
    return this.#segments.reduce((sum, segment) => sum + segment.points, 0);
  }

  get bytes(): number {
    return this.#segments.reduce((sum, segment) => sum + segment.bytes, 0);
  }

  /** Resolves when the batch is on the disk. Drops the oldest segments when the bound would be exceeded. */
  append(batch: Batch): Promise<void> {
    return this.#inTurn(async () => {
      const record = encodeRecord(batch);
      while (this.#segments.length > 0 && this.bytes + record.length > this.maxBytes) await this.#dropOldest();
      if (record.length > this.maxBytes) {
        this.losses.add('spool-full', batch.points);
        return;
      }
      const { segment, file } = (this.#active ??= await this.#openSegment());
      try {
        await file.appendFile(record);
        await file.datasync();
      } catch (error) {
        // An incomplete record would count as damage in the next process, although the batch is not lost: it is tried
        // again.
        await file.truncate(segment.bytes).catch(() => undefined);
        await this.#seal();
        throw error;
      }
      segment.bytes += record.length;
      segment.points += batch.points;
      if (segment.bytes >= this.segmentBytes) await this.#seal();
    });
  }

  /** The oldest batch, the same one until it is removed or dropped; null when there is none. */
  peek(): Promise<Batch | null> {
    return this.#inTurn(async () => {
      for (;;) {
        const oldest = this.#segments[0];
        if (oldest === undefined) return null;
        if (this.#active?.segment === oldest) await this.#seal();
        else if (this.#reading?.segment !== oldest) await this.#startReading(oldest);
        else if (this.#reading.head !== null) return this.#reading.head;
        else await this.#finishOldest();
      }
    });
  }

  /**
   * Removes the batch that `peek` returned. Returns false when the bound has dropped it already and it was counted as
   * lost.
   */
  remove(batch: Batch): Promise<boolean> {
    return this.#inTurn(async () => {
      const reading = this.#reading;
      if (reading?.head !== batch) return false;
      reading.segment.points -= batch.points;
      reading.head = nextBatch(reading.entries);
      if (reading.head === null) await this.#finishOldest();
      return true;
    });
  }

  /** Unlocks the folder; its files stay for the next process. */
  close(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#seal();
      await this.unlock();
    });
  }

  #inTurn<T>(operation: () => Promise<T>): Promise<T> {
    const result = this.#last.then(operation);
    this.#last = result.catch(() => undefined);
    return result;
  }

  async #scan(): Promise<void> {
    const names = (await readdir(this.folder)).filter((name) => SEGMENT_NAME.test(name)).sort();
    let lost = 0;
    for (const name of names) {
      const path = join(this.folder, name);
      const bytes = await readFile(path);
      const segment: Segment = { path, bytes: bytes.length, points: 0 };
      for (const entry of readSegment(bytes)) {
        if ('batch' in entry) segment.points += entry.batch.points;
        else lost += entry.lostPoints;
      }
      if (segment.points > 0) this.#segments.push(segment);
      else await deleteFile(path);
    }
    this.losses.add('spool-damaged', lost);
    this.#nextId = Number.parseInt(names.at(-1) ?? '0') + 1;
    while (this.bytes > this.maxBytes) await this.#dropOldest();
  }

  async #openSegment(): Promise<{ segment: Segment; file: FileHandle }> {
    await mkdir(this.folder, { recursive: true });
    const path = join(this.folder, `${String(this.#nextId).padStart(10, '0')}.spool`);
    this.#nextId += 1;
    const file = await open(path, 'ax');
    await syncFolder(this.folder);
    const segment = { path, bytes: 0, points: 0 };
    this.#segments.push(segment);
    return { segment, file };
  }

  /** Closes the newest segment: nothing more is appended to it. */
  async #seal(): Promise<void> {
    if (this.#active === null) return;
    const { segment, file } = this.#active;
    this.#active = null;
    await file.close();
    if (segment.bytes === 0) {
      this.#segments = this.#segments.filter((other) => other !== segment);
      await deleteFile(segment.path);
    }
  }

  async #startReading(segment: Segment): Promise<void> {
    const bytes = await readFile(segment.path).catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return Buffer.alloc(0);
      throw error;
    });
    const entries = readSegment(bytes.subarray(0, segment.bytes));
    this.#reading = { segment, entries, head: nextBatch(entries) };
  }

  /** The oldest segment was read to its end: its missing points are lost. */
  async #finishOldest(): Promise<void> {
    const oldest = this.#segments.shift();
    this.#reading = null;
    if (oldest === undefined) return;
    this.losses.add('spool-damaged', oldest.points);
    await deleteFile(oldest.path);
  }

  async #dropOldest(): Promise<void> {
    const oldest = this.#segments[0];
    if (oldest === undefined) return;
    if (this.#active?.segment === oldest) await this.#seal();
    if (this.#reading?.segment === oldest) this.#reading = null;
    this.#segments.shift();
    this.losses.add('spool-full', oldest.points);
    await deleteFile(oldest.path);
  }
}

function nextBatch(entries: Iterator<SegmentEntry, undefined>): Batch | null {
  for (let next = entries.next(); next.done !== true; next = entries.next()) {
    // Damage was counted when the segment was scanned, or is counted when it is finished.
    if ('batch' in next.value) return next.value.batch;
  }
  return null;
}

/**
 * Synchronises the folder, so that names of new files survive a power failure. Some file systems cannot do it for
 * folders.
 */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path);
  await folder
    .sync()
    .catch(() => undefined)
    .finally(() => folder.close());
}

/** A file that cannot be deleted is sent again by the next process, which does no harm: points are idempotent. */
async function deleteFile(path: string): Promise<void> {
  await unlink(path).catch(() => undefined);
}
