import type { Batch } from './batch.js';
import type { Losses } from './losses.js';
import { AutoResetEvent } from './auto-reset-event.js';
import type { Spool } from './spool.js';

/** The oldest batch, held by the sender until it calls `remove` or `release`. */
export interface HeldBatch {
  readonly batch: Batch;
  /** The batch was sent. Returns false when the bound dropped it meanwhile, so that it was counted as lost. */
  remove(): Promise<boolean>;
  /** The batch could not be sent and stays the oldest. */
  release(): void;
}

export interface BatchQueueOptions {
  openSpool: () => Promise<Spool>;
  /** Most bytes in memory while the disk is slow or cannot be written; the oldest go first, and are counted. */
  maxMemoryBytes: number;
  losses: Losses;
  /** Called with each error of the disk, and with null when it works again. */
  onDisk: (error: unknown) => void;
}

/**
 * Batches on their way to the sender: memory, then disk, then the sender, in order. While the disk cannot be written
 * the sender gets them from memory, after those on the disk.
 */
export class BatchQueue {
  readonly #memory: Batch[] = [];
  #memoryBytes = 0;
  #spool: Spool | null = null;
  /** True while the oldest batch in memory is being written to the disk. */
  #persisting: Promise<void> | null = null;
  /** True while the sender holds the oldest batch in memory. */
  #lent = false;
  #diskFails = false;
  readonly #changed = new AutoResetEvent();

  constructor(private readonly options: BatchQueueOptions) {}

  /** @throws whatever `openSpool` throws; the queue then works from memory and tries again at each batch. */
  async open(): Promise<void> {
    this.#spool = await this.options.openSpool();
  }

  /** Never waits. */
  add(batch: Batch): void {
    this.#memory.push(batch);
    this.#memoryBytes += batch.text.length;
    while (this.#memoryBytes > this.options.maxMemoryBytes && this.#memory.length > 1) {
      this.options.losses.add('memory-full', this.#dropFromMemory());
    }
    this.#persist();
  }

  /** Number of points that are not sent yet. */
  get points(): number {
    return this.#memory.reduce((sum, batch) => sum + batch.points, this.#spool?.points ?? 0);
  }

  /** Returns the oldest batch. Null when there is none: wait for `changed`. */
  async take(): Promise<HeldBatch | null> {
    const spool = this.#spool;
    const spooled = spool === null ? null : await spool.peek();
    if (spool !== null && spooled !== null) {
      return { batch: spooled, remove: () => spool.remove(spooled), release: () => undefined };
    }
    const batch = this.#memory[0];
    // The disk comes first: it may have got a batch since it was asked.
    if (batch === undefined || this.#persisting !== null || (this.#spool?.points ?? 0) > 0) return null;
    this.#lent = true;
    const giveBack = () => {
      this.#lent = false;
      this.#persist();
    };
    return {
      batch,
      remove: () => {
        this.#shiftMemory();
        giveBack();
        return Promise.resolve(true);
      },
      release: giveBack,
    };
  }

  /** Resolves when there may be a new batch, or after `wake`. */
  changed(): Promise<void> {
    return this.#changed.wait();
  }

  wake(): void {
    this.#changed.set();
  }

  /** Resolves when all added batches are on the disk, or the disk has failed again. */
  async persisted(): Promise<void> {
    this.#persist();
    await this.#persisting;
  }

  /** Batches on the disk stay for the next process; those in memory are lost and counted. */
  async close(): Promise<void> {
    await this.persisted();
    while (this.#memory.length > 0) this.options.losses.add('shutdown', this.#shiftMemory());
    await this.#spool?.close();
  }

  #persist(): void {
    if (this.#lent || this.#persisting !== null || this.#memory.length === 0) return;
    this.#persisting = this.#writeMemoryToDisk().then((written) => {
      this.#persisting = null;
      this.#changed.set();
      // A batch may have come just after the last check.
      if (written) this.#persist();
    });
  }

  /** Returns false when the disk has failed. */
  async #writeMemoryToDisk(): Promise<boolean> {
    try {
      for (let batch = this.#memory[0]; batch !== undefined; batch = this.#memory[0]) {
        this.#spool ??= await this.options.openSpool();
        await this.#spool.append(batch);
        this.#shiftMemory();
        this.#changed.set();
        if (this.#diskFails) this.options.onDisk(null);
        this.#diskFails = false;
      }
      return true;
    } catch (error) {
      this.#diskFails = true;
      this.options.onDisk(error);
      return false;
    }
  }

  /** Drops the oldest batch that nobody holds; returns the number of its points. */
  #dropFromMemory(): number {
    const held = this.#lent || this.#persisting !== null;
    return held ? this.#forget(this.#memory.splice(1, 1)[0]) : this.#shiftMemory();
  }

  #shiftMemory(): number {
    return this.#forget(this.#memory.shift());
  }

  #forget(batch: Batch | undefined): number {
    if (batch === undefined) return 0;
    this.#memoryBytes -= batch.text.length;
    return batch.points;
  }
}
