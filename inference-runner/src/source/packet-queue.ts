/** What the queue needs of its items. */
export interface Queued {
  /** Decoding can start here. */
  key: boolean;
  free(): void;
}

/**
 * Packets between the reader and the decoder. The queue owns its items. When it is full, a file's reader waits. A
 * camera cannot wait: its packets are dropped up to the next key frame, so that latency stays bounded.
 */
export class PacketQueue<T extends Queued> {
  readonly #items: T[] = [];
  #closed = false;
  #skipping = false;
  #wakeReader: (() => void) | null = null;
  #wakeDecoder: (() => void) | null = null;

  constructor(
    private readonly capacity: number,
    private readonly whenFull: 'wait' | 'drop',
    /** Called each time that the queue begins to drop packets. */
    private readonly onSkip: () => void = () => undefined
  ) {}

  /** Takes ownership of the item; resolves when the reader may continue. */
  async push(item: T): Promise<void> {
    if (this.whenFull === 'drop') this.#skip(item.key);
    if (this.#skipping || this.#closed) {
      item.free();
      return;
    }
    this.#items.push(item);
    this.#wakeDecoder?.();
    while (this.#full()) await new Promise<void>((resolve) => (this.#wakeReader = resolve));
  }

  /** Returns the oldest item and its ownership; null once the queue is closed and empty. */
  async shift(): Promise<T | null> {
    while (this.#items.length === 0 && !this.#closed) {
      await new Promise<void>((resolve) => (this.#wakeDecoder = resolve));
    }
    const item = this.#items.shift() ?? null;
    this.#wakeReader?.();
    return item;
  }

  /** Accepts no further items; those in it can still be taken. */
  close(): void {
    this.#closed = true;
    this.#wakeReader?.();
    this.#wakeDecoder?.();
  }

  /** Closes, and frees its items. */
  clear(): void {
    this.close();
    for (const item of this.#items.splice(0)) item.free();
  }

  #skip(key: boolean): void {
    const before = this.#skipping;
    this.#skipping = this.#items.length >= this.capacity || (before && !key);
    if (this.#skipping && !before) this.onSkip();
  }

  #full(): boolean {
    return this.whenFull === 'wait' && this.#items.length >= this.capacity && !this.#closed;
  }
}
