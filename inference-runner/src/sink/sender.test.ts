import { HttpError } from '@influxdata/influxdb-client';
import { FakeClock } from '../../test/fake-clock.js';
import type { Batch } from './batch.js';
import { Losses } from './losses.js';
import { Sender } from './sender.js';
import { batchOf, captureLog, settled } from '../../test/sink/fakes.js';

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

const http = (status: number, message = '', headers: Record<string, string> = {}) =>
  new HttpError(status, 'x', JSON.stringify({ message }), undefined, 'application/json', undefined, headers);
const down = () => Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

function setUp() {
  const clock = new FakeClock();
  const queue = new FakeQueue();
  const database = new FakeDatabase();
  const { log, lines, messages } = captureLog();
  const losses = new Losses(log, clock);
  const random = { value: 1 };
  const options = { queue, write: database.write, losses, log, clock, random: () => random.value };
  const sender = new Sender(options);
  const ended = sender.run();
  return { clock, queue, database, losses, sender, ended, lines, messages, random };
}

let all: ReturnType<typeof setUp>;
beforeEach(() => (all = setUp()));
afterEach(async () => {
  all.sender.abort();
  await all.ended;
});

describe('the sender', () => {
  it('writes batches in order, one at a time, and counts their points', async () => {
    const { queue, database, sender } = all;
    queue.add(batchOf('a', 3));
    queue.add(batchOf('b', 2));
    await settled();

    expect(database.written).toEqual(['a 0', 'a 1', 'a 2', 'b 0', 'b 1']);
    expect(queue.batches).toEqual([]);
    expect(sender.telemetry()).toMatchObject({ pointsWritten: 5, writeErrors: {} });
    expect(sender.telemetry().writeDuration.counts.reduce((sum, count) => sum + count)).toBe(2);
  });

  describe.each([
    ['down', down, 'unreachable'],
    ['refusing the token (401)', () => http(401), 'unauthorized'],
    ['refusing this bucket (403)', () => http(403), 'forbidden'],
    ['without the bucket (404)', () => http(404), 'not-found'],
    ['limiting writes (429)', () => http(429), 'rate-limited'],
    ['broken (500)', () => http(500), 'server-error'],
    ['starting (503)', () => http(503), 'unavailable'],
    ['no database at all', () => new HttpError(400, 'x', '<html>'), 'unexpected-answer'],
  ])('while the database is %s', (_state, error, reason) => {
    it('keeps every point, tries again, and says so once with the remedy', async () => {
      const { queue, database, sender, clock, losses, lines, messages } = all;
      database.answer = error;
      queue.add(batchOf('a', 2));
      queue.add(batchOf('b', 2));
      for (let attempt = 1; attempt <= 5; attempt += 1) {
        await settled();
        expect(database.requests).toHaveLength(attempt);
        clock.advance(clock.nextMs ?? 0);
      }
      database.answer = () => null;
      await settled();
      clock.advance(60_000);
      await settled();

      expect(database.written).toEqual(['a 0', 'a 1', 'b 0', 'b 1']);
      expect(losses.snapshot()).toEqual({});
      expect(sender.telemetry()).toMatchObject({
        pointsWritten: 4,
        writeErrors: { [reason]: expect.any(Number) as number },
      });
      expect(messages()).toEqual(['points cannot be written, kept for later', 'database takes points again']);
      expect(lines[0]).toMatchObject({ reason, bufferedPoints: 4, cause: expect.stringMatching(/.+: .+/) as string });
    });
  });

  it('says so again when it fails for another reason', async () => {
    const { queue, database, clock, lines } = all;
    database.answer = down;
    queue.add(batchOf('a'));
    await settled();
    database.answer = () => http(401);
    clock.advance(60_000);
    await settled();

    expect(lines.map((line) => line.reason)).toEqual(['unreachable', 'unauthorized']);
  });

  it('waits longer with each failure, up to a minute, with jitter, and starts over after a success', async () => {
    const { queue, database, clock, random } = all;
    const waits: (number | null)[] = [];
    database.answer = down;
    queue.add(batchOf('a'));
    for (const value of [1, 1, 1, 0, 1, 1, 1, 0]) {
      random.value = value;
      await settled();
      waits.push(clock.nextMs);
      clock.advance(clock.nextMs ?? 0);
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 4_000, 16_000, 32_000, 60_000, 30_000]);

    database.answer = () => null;
    await settled();
    clock.advance(60_000);
    await settled();
    random.value = 1;
    database.answer = down;
    queue.add(batchOf('b'));
    await settled();
    expect(clock.nextMs).toBe(1_000);
  });

  it.each([
    ['429', http(429, '', { 'retry-after': '17' }), 17_000],
    ['503', http(503, '', { 'retry-after': '90' }), 90_000],
    ['429 with a wish that is too long', http(429, '', { 'retry-after': '999999' }), 3_600_000],
  ])('waits as long as the database asks in a %s', async (_status, error, waitMs) => {
    const { queue, database, clock } = all;
    database.answer = () => error;
    queue.add(batchOf('a'));
    await settled();

    expect(clock.nextMs).toBe(waitMs);
  });

  it('gives up a request that is not answered in 10 s, and tries again', async () => {
    const { queue, database, clock, sender } = all;
    const hangs = (_lines: string[], signal: AbortSignal) =>
      new Promise<Error>((resolve) => signal.addEventListener('abort', () => resolve(new Error('aborted'))));
    database.answer = hangs;
    queue.add(batchOf('a'));
    await settled();
    clock.advance(10_000);
    database.answer = () => null;
    await settled();
    clock.advance(1_000);
    await settled();

    expect(sender.telemetry()).toMatchObject({ pointsWritten: 1, writeErrors: { timeout: 1 } });
    expect(sender.telemetry().writeDuration.sum).toBe(10);
  });

  it('halves a batch that is too large, and keeps the order', async () => {
    const { queue, database, losses } = all;
    database.answer = (lines) => (lines.length > 3 ? http(413) : null);
    queue.add(batchOf('a', 10));
    await settled();

    expect(database.written).toEqual(batchOf('a', 10).text.split('\n'));
    expect(losses.snapshot()).toEqual({});
  });

  it('drops a single line that is too large, and counts it', async () => {
    const { queue, database, losses, sender, messages } = all;
    database.answer = (lines) => (lines.includes('a 4') ? http(413) : null);
    queue.add(batchOf('a', 10));
    queue.add(batchOf('b'));
    await settled();

    expect(losses.snapshot()).toEqual({ 'too-large': 1 });
    expect(sender.telemetry().pointsWritten).toBe(10);
    expect(messages()).toEqual(['database refuses even a single point as too large, dropped']);
  });

  it.each([400, 422])(
    'finds the lines that a %i is about, drops and counts them, and writes all others',
    async (status) => {
      const { queue, database, losses, sender, lines } = all;
      const bad = ['a 7', 'a 21', 'a 22'];
      database.answer = (sent) => (sent.some((line) => bad.includes(line)) ? http(status, 'unable to parse') : null);
      queue.add(batchOf('a', 64));
      await settled();

      expect(database.written).toEqual(
        batchOf('a', 64)
          .text.split('\n')
          .filter((line) => !bad.includes(line))
      );
      expect(losses.snapshot()).toEqual({ rejected: 3 });
      expect(sender.telemetry().pointsWritten).toBe(61);
      expect(lines).toMatchObject([
        { reason: 'rejected', points: 3, detail: expect.stringContaining('unable to parse') as string },
      ]);
    }
  );

  it('believes the database that says how many it left out of a batch', async () => {
    const { queue, database, losses, sender } = all;
    database.answer = () => http(400, 'partial write: points beyond retention policy dropped=3');
    queue.add(batchOf('a', 5000));
    await settled();

    expect(database.requests).toHaveLength(1);
    expect(losses.snapshot()).toEqual({ rejected: 3 });
    expect(sender.telemetry().pointsWritten).toBe(4997);
  });

  it('counts nothing twice when the database goes down in the middle of a batch', async () => {
    const { queue, database, losses, sender, clock } = all;
    database.answer = (lines) =>
      database.requests.length > 3 ? down() : lines.includes('a 0') ? http(400, 'bad') : null;
    queue.add(batchOf('a', 8));
    await settled();
    expect(sender.telemetry().pointsWritten).toBe(0);
    database.answer = (lines) => (lines.includes('a 0') ? http(400, 'bad') : null);
    clock.advance(1_000);
    await settled();

    expect(losses.snapshot()).toEqual({ rejected: 1 });
    expect(sender.telemetry().pointsWritten).toBe(7);
  });

  it('does not count as written what the bound has counted as lost meanwhile', async () => {
    const { queue, database, sender } = all;
    database.answer = () => {
      queue.batches.shift();
      return null;
    };
    queue.add(batchOf('a'));
    await settled();

    expect(sender.telemetry().pointsWritten).toBe(0);
  });

  it('tries again when the spool cannot be read', async () => {
    const { queue, clock, sender, lines } = all;
    queue.error = new Error('EIO: i/o error, read');
    queue.wake();
    await settled();
    expect(lines).toMatchObject([{ reason: 'spool' }]);
    queue.error = null;
    queue.add(batchOf('a'));
    clock.advance(1_000);
    await settled();

    expect(sender.telemetry()).toMatchObject({ pointsWritten: 1, writeErrors: { spool: 1 } });
  });
});

describe('stopping the sender', () => {
  it('sends first what it can', async () => {
    const { queue, database, sender, ended } = all;
    for (const name of ['a', 'b', 'c']) queue.batches.push(batchOf(name));
    sender.stop();
    await ended;

    expect(database.written).toEqual(['a 0', 'b 0', 'c 0']);
  });

  it('tries once more, and not for long, while the database is down', async () => {
    const { queue, database, sender, ended } = all;
    database.answer = down;
    queue.add(batchOf('a'));
    await settled();
    sender.stop();
    await ended;

    expect(database.requests).toHaveLength(2);
    expect(queue.points).toBe(1);
  });

  it('ends a request that hangs when it is aborted, which is no error of the database', async () => {
    const { queue, database, sender, ended } = all;
    database.answer = (_lines, signal) =>
      new Promise((resolve) => signal.addEventListener('abort', () => resolve(new Error('aborted'))));
    queue.add(batchOf('a'));
    await settled();
    sender.abort();
    await ended;

    expect(queue.points).toBe(1);
    expect(sender.telemetry().writeErrors).toEqual({});
  });
});
