/** What the queue asks of its items. */
export interface Queued {
  /** Decoding can start here. */
  key: boolean;
  free(): void;
}

/**
 * Packets between the reader and the decoder. The queue owns what is in it. Full, it holds a file's reader back, while a
 * camera cannot be held back: its packets are let go up to the next key frame, so that latency stays bounded.
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
    /** Told each time that packets begin to be let go. */
    private readonly onSkip: () => void = () => undefined
  ) {}

  /** Takes the item; resolves when the reader may go on. */
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

  /** The oldest item, now the caller's; null once the queue is closed and empty. */
  async shift(): Promise<T | null> {
    while (this.#items.length === 0 && !this.#closed) {
      await new Promise<void>((resolve) => (this.#wakeDecoder = resolve));
    }
    const item = this.#items.shift() ?? null;
    this.#wakeReader?.();
    return item;
  }

  /** Nothing more comes in; what is in it can still be taken out. */
  close(): void {
    this.#closed = true;
    this.#wakeReader?.();
    this.#wakeDecoder?.();
  }

  /** Closes, and frees what is in it. */
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
