import type { Clock } from '@framewatch/service-kit';

/** Most pages that are made at the same time; further scrapes are refused, so that overload cannot grow. */
export const MAX_SCRAPES = 16;

/** Too many pages are being made already. */
export class TooManyScrapesError extends Error {
  override readonly name = 'TooManyScrapesError';
}

interface Scrape {
  page: Promise<Buffer>;
  /** The deadline that its runners got, milliseconds. */
  deadlineMs: number;
  /** The latest time at which it is ready. */
  endsAtMs: number;
  /** Number of waiting scrapers; without any the work is aborted. */
  waiting: number;
  abort: () => void;
}

/**
 * Shares one page among all scrapers that ask while it is being made. A scraper that comes after it is ready gets a new
 * one, and so does one with a shorter or a longer deadline.
 */
export class SharedScrapes {
  readonly #running = new Set<Scrape>();

  constructor(
    /** Makes the page. The signal aborts at the deadline, or when no scraper waits. */
    private readonly make: (signal: AbortSignal) => Promise<Buffer>,
    private readonly clock: Pick<Clock, 'nowMs' | 'after'>
  ) {}

  /**
   * Returns the page within `deadlineMs`. `gone` aborts when the scraper disconnects. Rejects with a
   * TooManyScrapesError.
   */
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
