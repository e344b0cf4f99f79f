import { type CountBucket, countHistorySchema } from '@framewatch/protocol';
import { HISTORY_SECONDS, StreamHistory } from './index.js';

const T0 = 1_700_000_000_000;

const bucket = (timeMs: number, entries = 1): CountBucket => ({
  timeMs,
  frames: 10,
  zones: { entrance: { person: { objects: 2, most: 3, entries, exits: 0, unique: 5, visits: 0, dwellSeconds: 0 } } },
  lines: { door: { person: { in: 1, out: 0 } } },
});

function historyOf(...times: number[]): StreamHistory {
  const history = new StreamHistory('lobby');
  for (const at of times) history.addCounts(bucket(T0 + at), null);
  return history;
}

const timesOf = (history: StreamHistory, from: number, to: number, step = 1000) =>
  history.counts(from, to, step).buckets.map(({ timeMs }) => timeMs - T0);

describe('the history of counts', () => {
  it('is empty at first', () => {
    expect(historyOf().counts(0, T0, 1000)).toEqual({ stream: 'lobby', stepMs: 1000, buckets: [] });
  });

  it('gives the seconds as they were told, with the totals of the day', () => {
    const history = historyOf();
    const today = { day: '2023-11-14', zones: {}, lines: { door: { person: { in: 9, out: 3 } } } };
    history.addCounts(bucket(T0), today);
    const answer = history.counts(T0, T0 + 1000, 1);
    expect(countHistorySchema.parse(answer)).toEqual({ stream: 'lobby', stepMs: 1000, buckets: [bucket(T0)], today });
  });

  it('merges seconds into the step asked for; buckets start at multiples of it', () => {
    const { stepMs, buckets } = historyOf(4000, 5000, 9000).counts(T0 + 3500, T0 + 10_000, 4001);
    expect(stepMs).toBe(5000);
    expect(buckets.map(({ timeMs, frames, lines }) => [timeMs - T0, frames, lines.door?.person?.in])).toEqual([
      [0, 10, 1],
      [5000, 20, 2],
    ]);
  });

  it('takes the beginning of a range and leaves out its end', () => {
    expect(timesOf(historyOf(0, 1000, 2000, 3000), T0 + 1000, T0 + 3000)).toEqual([1000, 2000]);
  });

  it('keeps an hour and no more', () => {
    const seconds = Array.from({ length: HISTORY_SECONDS + 10 }, (_, second) => second * 1000);
    const times = timesOf(historyOf(...seconds), 0, 2 * T0);
    expect([times.length, times[0]]).toEqual([HISTORY_SECONDS, 10_000]);
  });

  it('adds up a second that comes again when the clock was set back', () => {
    const history = historyOf(5000, 6000, 5000);
    expect(timesOf(history, 0, 2 * T0)).toEqual([5000, 6000]);
    expect(history.counts(T0 + 5000, T0 + 6000, 1000).buckets[0]).toMatchObject({
      frames: 20,
      zones: { entrance: { person: { objects: 2, entries: 2 } } },
    });
  });

  it('keeps what is the same in many seconds once', () => {
    const { buckets } = historyOf(0, 1000, 2000).counts(T0, T0 + 3000, 1000);
    expect(buckets[2]?.zones).toBe(buckets[0]?.zones);
    expect(buckets[2]?.lines).toBe(buckets[0]?.lines);
  });

  it('gives the same answer until something new comes', () => {
    const history = historyOf(0);
    const answer = history.counts(T0, T0 + 1000, 1000);
    expect(history.counts(T0, T0 + 60_000, 1000)).toBe(answer);
    history.addCounts(bucket(T0 + 1000), null);
    expect(history.counts(T0, T0 + 1000, 1000)).not.toBe(answer);
  });
});
