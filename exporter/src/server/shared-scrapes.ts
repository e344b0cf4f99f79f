import type { Clock } from '@framewatch/service-kit';

/** Pages that are made at once; more are not begun, so that a jam cannot grow. */
export const MAX_SCRAPES = 16;

/** Too many pages are being made already. */
export class TooManyScrapesError extends Error {
  override readonly name = 'TooManyScrapesError';
}

interface Scrape {
  page: Promise<Buffer>;
  /** What its runners were given to answer. */
  deadlineMs: number;
  /** When it is ready at the latest. */
  endsAtMs: number;
  /** Who waits for it; nobody has to make what nobody waits for. */
  waiting: number;
  abort: () => void;
}

/**
 * Makes one page for all who ask while it is in the making. Who comes after it is ready gets a new one; so does who
 * cannot wait as long as the page may take, or would have given runners more time.
 */
export class SharedScrapes {
  readonly #running = new Set<Scrape>();

  constructor(
    /** Makes the whole page. The signal aborts at the deadline, or when all who waited have gone. */
    private readonly make: (signal: AbortSignal) => Promise<Buffer>,
    private readonly clock: Pick<Clock, 'nowMs' | 'after'>
  ) {}

  /** The page, within `deadlineMs`. `gone` aborts when the asker has. Rejects with a TooManyScrapesError. */
  async page(deadlineMs: number, gone: AbortSignal): Promise<Buffer> {
    const endsAtMs = this.clock.nowMs() + deadlineMs;
    const fitting = [...this.#running].find((one) => one.deadlineMs >= deadlineMs && one.endsAtMs <= endsAtMs);
    const scrape = fitting ?? this.#begin(deadlineMs, endsAtMs);
    scrape.waiting += 1;
    const leave = (): void => {
      scrape.waiting -= 1;
      if (scrape.waiting > 0) return;
      this.#running.delete(scrape);
      scrape.abort();
    };
    gone.addEventListener('abort', leave, { once: true });
    try {
      return await scrape.page;
    } finally {
      gone.removeEventListener('abort', leave);
    }
  }

  #begin(deadlineMs: number, endsAtMs: number): Scrape {
    if (this.#running.size >= MAX_SCRAPES) throw new TooManyScrapesError();
    const controller = new AbortController();
    const abort = (): void => {
      cancel();
      controller.abort();
    };
    const cancel = this.clock.after(deadlineMs, abort);
    const page = this.make(controller.signal).finally(() => {
      cancel();
      this.#running.delete(scrape);
    });
    const scrape: Scrape = { page, deadlineMs, endsAtMs, waiting: 0, abort };
    this.#running.add(scrape);
    return scrape;
  }
}
