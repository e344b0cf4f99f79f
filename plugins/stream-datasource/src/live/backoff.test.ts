import { backoffMs } from './backoff';

describe('the wait before another attempt', () => {
  it('doubles from a second to half a minute', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 1000].map((failures) => backoffMs(failures, 0))).toEqual([
      1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000,
    ]);
  });

  it('is spread over its second half', () => {
    expect([0, 0.5, 1].map((random) => backoffMs(2, random))).toEqual([4000, 3000, 2000]);
  });
});
