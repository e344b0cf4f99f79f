import { HttpError } from '@influxdata/influxdb-client';
import { counted, batchOf, settled } from '../../test/sink/fakes.js';
import { down, http, runningSender } from '../../test/sink/running-sender.js';

const all = runningSender();

describe('the sender', () => {
  it('writes batches in order, one at a time, and counts their points', async () => {
    const { queue, database, sender } = all;
    queue.add(batchOf('a', 3));
    queue.add(batchOf('b', 2));
    await settled();

    expect(database.written).toEqual(['a 0', 'a 1', 'a 2', 'b 0', 'b 1']);
    expect(queue.batches).toEqual([]);
    expect(counted(sender)).toMatchObject({ pointsWritten: 5, writeErrors: {} });
    expect(counted(sender).writes).toBe(2);
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
      expect(counted(losses).pointsDropped).toEqual({});
      expect(counted(sender)).toMatchObject({
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

    expect(counted(sender)).toMatchObject({ pointsWritten: 1, writeErrors: { timeout: 1 } });
    expect(counted(sender).writeSeconds).toBe(10);
  });

  it('does not count as written what the bound has counted as lost meanwhile', async () => {
    const { queue, database, sender } = all;
    database.answer = () => {
      queue.batches.shift();
      return null;
    };
    queue.add(batchOf('a'));
    await settled();

    expect(counted(sender).pointsWritten).toBe(0);
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

    expect(counted(sender)).toMatchObject({ pointsWritten: 1, writeErrors: { spool: 1 } });
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
    expect(counted(sender).writeErrors).toEqual({});
  });
});
