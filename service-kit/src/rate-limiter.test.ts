import { RateLimiter } from './rate-limiter.js';

/** Which of frames that come every `intervalMs` pass. */
function passing(limit: RateLimiter, intervalMs: number, frames: number): number[] {
  const times = Array.from({ length: frames }, (_, i) => i * intervalMs);
  return times.filter((nowMs) => {
    const passes = limit.waitMs(nowMs) === 0;
    if (passes) limit.pass(nowMs);
    return passes;
  });
}

describe('a pace limit', () => {
  it('lets everything through without a limit', () => {
    expect(passing(new RateLimiter(null), 1, 100)).toHaveLength(100);
  });

  it.each([
    [10, 30, 10],
    [15, 30, 15],
    [20, 30, 20],
    [25, 30, 25],
    [30, 30, 30],
    [60, 30, 30],
  ])('of %d per second, of %d frames per second lets %d through', (limit, fps, expected) => {
    const seconds = 10;
    const passed = passing(new RateLimiter(limit), 1000 / fps, fps * seconds).length / seconds;
    expect(passed).toBeGreaterThan(expected - 0.5);
    expect(passed).toBeLessThanOrEqual(expected + 0.2);
  });

  it('does not make up for a pause', () => {
    const limit = new RateLimiter(10);
    limit.pass(0);
    limit.pass(10_000);
    expect(limit.waitMs(10_010)).toBeGreaterThan(50);
  });
});
