import { TokenBucket } from './token-bucket.js';

describe('a token bucket', () => {
  it('lets a burst through, then what its rate allows', () => {
    const bucket = new TokenBucket(3, 10, 0);
    expect([1, 2, 3, 4].map(() => bucket.take(1, 0))).toEqual([true, true, true, false]);
    expect(bucket.take(1, 99)).toBe(false);
    expect(bucket.take(1, 100)).toBe(true);
    expect(bucket.take(1, 100)).toBe(false);
  });

  it('never holds more than a burst', () => {
    const bucket = new TokenBucket(3, 10, 0);
    expect([1, 2, 3, 4].map(() => bucket.take(1, 1_000_000))).toEqual([true, true, true, false]);
  });

  it('takes nothing when it has less than the cost', () => {
    const bucket = new TokenBucket(3, 10, 0);
    expect(bucket.take(4, 0)).toBe(false);
    expect(bucket.take(3, 0)).toBe(true);
  });
});
