import { Backoff, type BackoffOptions, doublingFrom, shareOfOutage } from './backoff.js';

function setup(options: Partial<BackoffOptions> = {}) {
  const clock = { ms: 0, nowMs: () => clock.ms };
  const defaults = { growth: doublingFrom(1000), minMs: 500, maxMs: 60_000, random: () => 1 };
  return { clock, backoff: new Backoff({ ...defaults, clock, ...options }) };
}

describe('Backoff', () => {
  it('doubles with each failure, up to the longest wait, and begins again after a success', () => {
    const { backoff } = setup();
    const waits = Array.from({ length: 8 }, () => backoff.next());
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
    backoff.reset();
    expect(backoff.next()).toBe(1000);
  });

  it('stays at the longest wait after any number of failures', () => {
    const { backoff } = setup();
    for (let i = 0; i < 2000; i++) backoff.next();
    expect(backoff.next()).toBe(60_000);
  });

  it.each([
    [0, 1000],
    [8000, 1000],
    [16_000, 2000],
    [120_000, 15_000],
    [240_000, 30_000],
    [172_800_000, 30_000],
  ])('waits a share of the outage, within its bounds: away for %i ms, waits %i ms', (awayMs, wait) => {
    const { clock, backoff } = setup({ growth: shareOfOutage(1 / 8), minMs: 1000, maxMs: 30_000 });
    backoff.next();
    clock.ms += awayMs;
    expect(backoff.next()).toBe(wait);
  });

  it('measures an outage from its first failure', () => {
    const { clock, backoff } = setup({ growth: shareOfOutage(1), minMs: 1 });
    clock.ms = 50_000;
    expect(backoff.next()).toBe(1);
    clock.ms = 52_000;
    expect(backoff.next()).toBe(2000);
    backoff.reset();
    expect(backoff.next()).toBe(1);
  });

  it('waits between half and the whole of that, so that not all come back at once', () => {
    const waits = [0, 0.5, 1].map((random) =>
      setup({ growth: doublingFrom(8000), random: () => random }).backoff.next()
    );
    expect(waits).toEqual([4000, 6000, 8000]);
  });

  it('never waits less than the shortest', () => {
    expect(setup({ minMs: 900, random: () => 0 }).backoff.next()).toBe(900);
  });
});
