import { Backoff } from './backoff.js';

const LIMITS = { minMs: 1000, maxMs: 30_000, steadyMs: 10_000 };

describe('Backoff', () => {
  it('doubles up to the longest wait and stays there', () => {
    const backoff = new Backoff({ ...LIMITS, random: () => 1 });
    expect(Array.from({ length: 8 }, () => backoff.next(0))).toEqual([
      1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000,
    ]);
  });

  it('spreads each wait down to its half, and never below the shortest', () => {
    const backoff = new Backoff({ ...LIMITS, random: () => 0 });
    expect(Array.from({ length: 6 }, () => backoff.next(0))).toEqual([1000, 1000, 2000, 4000, 8000, 15_000]);
  });

  it('starts over after a connection that held', () => {
    const backoff = new Backoff({ ...LIMITS, random: () => 1 });
    backoff.next(0);
    backoff.next(0);
    expect(backoff.next(10_000)).toBe(1000);
    expect(backoff.next(0)).toBe(2000);
  });

  it('goes on growing for a camera that comes and goes', () => {
    const backoff = new Backoff({ ...LIMITS, random: () => 1 });
    expect([3000, 3000, 3000].map((streamedMs) => backoff.next(streamedMs))).toEqual([1000, 2000, 4000]);
  });

  it('does not overflow after days of attempts', () => {
    const backoff = new Backoff({ ...LIMITS, random: () => 1 });
    for (let i = 0; i < 5000; i++) backoff.next(0);
    expect(backoff.next(0)).toBe(30_000);
  });

  it('has a longest wait for cameras that refuse', () => {
    expect(new Backoff({ ...LIMITS, random: () => 0 }).longest()).toBe(30_000);
  });
});
