import { type CountBucket, countHistorySchema, CountSum, parseCountHistory } from './index.js';

const VISITS = { entries: 1, exits: 2, unique: 3, visits: 2, dwellSeconds: 7.5 };

const bucket = (timeMs: number, change: Partial<CountBucket> = {}): CountBucket => ({
  timeMs,
  frames: 10,
  zones: { entrance: { person: { objects: 2, most: 3, ...VISITS } } },
  lines: { door: { person: { in: 1, out: 0 } } },
  ...change,
});

describe('CountSum', () => {
  it('is empty at first', () => {
    expect(new CountSum(5).toBucket()).toEqual({ timeMs: 5, frames: 0, zones: {}, lines: {} });
  });

  it('weights objects by frames, keeps the most, adds the rest, and takes the newest number of the day', () => {
    const sum = new CountSum(0);
    const person = { objects: 5, most: 4, ...VISITS, unique: 9 };
    sum.add(bucket(2000, { frames: 30, zones: { entrance: { person } } }));
    sum.add(bucket(1000));
    expect(sum.toBucket()).toEqual({
      timeMs: 0,
      frames: 40,
      zones: {
        entrance: {
          person: { objects: 4.25, most: 4, entries: 2, exits: 4, unique: 9, visits: 4, dwellSeconds: 15 },
        },
      },
      lines: { door: { person: { in: 2, out: 0 } } },
    });
  });

  it('takes a class that a bucket does not have for none', () => {
    const sum = new CountSum(0);
    sum.add(bucket(0));
    sum.add(bucket(1000, { zones: { entrance: {} }, lines: { door: { dog: { in: 0, out: 4 } } } }));
    expect(sum.toBucket()).toMatchObject({
      zones: { entrance: { person: { objects: 1, most: 3 } } },
      lines: { door: { person: { in: 1, out: 0 }, dog: { in: 0, out: 4 } } },
    });
  });

  it('counts nothing that needs tracks where there are none', () => {
    const sum = new CountSum(0);
    for (const timeMs of [0, 1000]) sum.add(bucket(timeMs, { zones: { entrance: { cup: { objects: 1, most: 1 } } } }));
    expect(sum.toBucket().zones).toEqual({ entrance: { cup: { objects: 1, most: 1 } } });
  });
});

it('an answer of counts has the totals of the day', () => {
  const today = {
    day: '2026-11-25',
    zones: { entrance: { person: VISITS } },
    lines: { door: { person: { in: 4, out: 5 } } },
  };
  const answer = { stream: 'lobby', stepMs: 1000, buckets: [bucket(0)], today };
  expect(countHistorySchema.parse(answer)).toEqual(answer);
  expect(countHistorySchema.safeParse({ ...answer, today: { ...today, day: '25.11.2026' } }).success).toBe(false);
});

it('an answer of counts is read without what is odd in it', () => {
  const answer = { stream: 'lobby', stepMs: 1000, buckets: [bucket(0), bucket(1000, { frames: -1 })] };
  expect(parseCountHistory(answer)).toEqual({
    stream: 'lobby',
    stepMs: 1000,
    buckets: [bucket(0)],
    leftOut: [expect.stringMatching(/^bucket 1 at frames: /)],
  });
});
