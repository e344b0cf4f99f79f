import { Clock, Timer } from '../live';

interface Due {
  id: number;
  atMs: number;
  run: () => void;
}

/** A clock that stands still until it is told to go on. */
export class FakeClock implements Clock {
  private due: Due[] = [];
  private ids = 0;

  constructor(private nowMs = 1_700_000_000_000) {}

  /** Timers that have not run. */
  get pending(): number {
    return this.due.length;
  }

  now(): number {
    return this.nowMs;
  }

  setTimeout(run: () => void, ms: number): Timer {
    const id = ++this.ids;
    this.due.push({ id, atMs: this.nowMs + ms, run });
    return id as unknown as Timer;
  }

  clearTimeout(timer: Timer): void {
    this.due = this.due.filter(({ id }) => id !== (timer as unknown as number));
  }

  /** Lets time pass; timers run in order, each at its own moment, and promises settle in between. */
  async advance(ms: number): Promise<void> {
    const endMs = this.nowMs + ms;
    await settle();
    for (let next = this.next(endMs); next; next = this.next(endMs)) {
      this.nowMs = next.atMs;
      this.clearTimeout(next.id as unknown as Timer);
      next.run();
      await settle();
    }
    this.nowMs = endMs;
  }

  private next(endMs: number): Due | undefined {
    return this.due.filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs || a.id - b.id)[0];
  }
}

/** Lets promises that are ready to settle do so. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 10; i++) {
    await Promise.resolve();
  }
}
