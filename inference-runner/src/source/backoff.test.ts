import { Backoff } from './backoff.js';

const OPTIONS = { minMs: 1000, maxMs: 30_000, share: 1 / 8 };

describe('Backoff', () => {
  it.each([
    [0, 1000],
    [8000, 1000],
    [16_000, 2000],
    [120_000, 15_000],
    [240_000, 30_000],
    [172_800_000, 30_000],
  ])('waits an eighth of the outage, between a second and half a minute: away for %i ms, waits %i ms', (away, wait) => {
    expect(new Backoff({ ...OPTIONS, random: () => 1 }).next(away)).toBe(wait);
  });

  it('waits between half and the whole of that, so that cameras do not all come back at once', () => {
    const waits = [0, 0.5, 1].map((random) => new Backoff({ ...OPTIONS, random: () => random }).next(80_000));
    expect(waits).toEqual([5000, 7500, 10_000]);
  });

  it('never waits less than the shortest', () => {
    expect(new Backoff({ ...OPTIONS, random: () => 0 }).next(8000)).toBe(1000);
  });

  it('knows the longest wait for a camera that refuses', () => {
    expect(new Backoff({ ...OPTIONS, random: Math.random }).longest()).toBe(30_000);
  });
});
