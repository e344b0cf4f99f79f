import type { Batch } from './batch.js';
import type { Losses } from './losses.js';
import { AutoResetEvent } from './auto-reset-event.js';
import type { Spool } from './spool.js';

/** The oldest batch, in the hands of the one who sends it: ends with `remove` or `release`. */
export interface HeldBatch {
  readonly batch: Batch;
  /** It is sent. False when the bound has forced it out meanwhile, and it was counted as lost. */
  remove(): Promise<boolean>;
  /** It could not be sent and stays the oldest. */
  release(): void;
}

export interface BatchQueueOptions {
  openSpool: () => Promise<Spool>;
  /** Most bytes in memory while the disk is slow or cannot be written; the oldest go first, and are counted. */
  maxMemoryBytes: number;
  losses: Losses;
  /** Called with each failure of the disk, and with null when it works again. */
  onDisk: (error: unknown) => void;
}

/**
 * Batches on their way to the sender: memory, then disk, then the sender, in order. While the disk cannot be written
 * the sender gets them from memory, once what is on the disk is sent.
 */
export class BatchQueue {
  readonly #memory: Batch[] = [];
  #memoryBytes = 0;
  #spool: Spool | null = null;
  /** While the oldest batch in memory is being written to the disk. */
  #persisting: Promise<void> | null = null;
  /** While the sender holds the oldest batch in memory. */
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

  /** Points that are not yet sent. */
  get points(): number {
    return this.#memory.reduce((sum, batch) => sum + batch.points, this.#spool?.points ?? 0);
  }

  /** The oldest batch; null when there is none now: then wait for `changed`. */
  async take(): Promise<HeldBatch | null> {
    const spool = this.#spool;
    const spooled = spool === null ? null : await spool.peek();
    if (spool !== null && spooled !== null) {
      return { batch: spooled, remove: () => spool.remove(spooled), release: () => undefined };
    }
    const batch = this.#memory[0];
    // The disk goes first: it may have got a batch since it was asked.
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

  /** Resolves when there may be something new to take, or after `wake`. */
  changed(): Promise<void> {
    return this.#changed.wait();
  }

  wake(): void {
    this.#changed.set();
  }

  /** Resolves when what was added is on the disk, or the disk has failed once more. */
  async persisted(): Promise<void> {
    this.#persist();
    await this.#persisting;
  }

  /** What is on the disk stays there for the next process; what is only in memory is lost, and counted. */
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
      // Something may have come just after the last look.
      if (written) this.#persist();
    });
  }

  /** False when the disk has failed. */
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

  /** Drops the oldest batch that is in nobody's hands; returns its points. */
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
