import { HttpError } from '@influxdata/influxdb-client';
import type { Batch } from '../../src/sink/batch.js';
import { Losses } from '../../src/sink/losses.js';
import { Sender } from '../../src/sink/sender.js';
import { FakeClock } from '../fake-clock.js';
import { captureLog, countingSink } from './fakes.js';

/** A queue in memory. */
class FakeQueue {
  readonly batches: Batch[] = [];
  error: Error | null = null;
  #wake: () => void = () => undefined;

  get points(): number {
    return this.batches.reduce((sum, batch) => sum + batch.points, 0);
  }

  add(batch: Batch): void {
    this.batches.push(batch);
    this.wake();
  }

  take() {
    if (this.error) return Promise.reject(this.error);
    const batch = this.batches[0];
    if (batch === undefined) return Promise.resolve(null);
    const remove = () => Promise.resolve(this.batches[0] === batch && this.batches.shift() === batch);
    return Promise.resolve({ batch, remove, release: () => undefined });
  }

  changed(): Promise<void> {
    return new Promise((resolve) => (this.#wake = resolve));
  }

  wake(): void {
    this.#wake();
  }
}

/** A database whose answers the test chooses. */
class FakeDatabase {
  /** One entry per request: its lines. */
  readonly requests: string[][] = [];
  readonly written: string[] = [];
  answer: (lines: string[], signal: AbortSignal) => Error | null | Promise<Error | null> = () => null;

  write = async (text: string, signal: AbortSignal): Promise<void> => {
    const lines = text.split('\n');
    this.requests.push(lines);
    const error = await this.answer(lines, signal);
    if (error) throw error;
    this.written.push(...lines);
  };
}

/** What the client throws for an answer of this status. */
export const http = (status: number, message = '', headers: Record<string, string> = {}) =>
  new HttpError(status, 'x', JSON.stringify({ message }), undefined, 'application/json', undefined, headers);
/** What the client throws when nobody listens. */
export const down = () => Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

/** A sender that runs, between a queue and a database whose answers the test chooses. */
function setUp() {
  const clock = new FakeClock();
  const queue = new FakeQueue();
  const database = new FakeDatabase();
  const { log, lines, messages } = captureLog();
  const counting = countingSink();
  const { metrics } = counting;
  const losses = new Losses(metrics.dropped, log, clock);
  counting.of(losses);
  const random = { value: 1 };
  const options = { queue, write: database.write, losses, metrics, log, clock, random: () => random.value };
  const sender = new Sender(options);
  counting.of(sender);
  const ended = sender.run();
  return { clock, queue, database, losses, sender, ended, lines, messages, random };
}

/** One for each test, ended after it. */
export function runningSender() {
  const running = {} as ReturnType<typeof setUp>;
  beforeEach(() => void Object.assign(running, setUp()));
  afterEach(async () => {
    running.sender.abort();
    await running.ended;
  });
  return running;
}
