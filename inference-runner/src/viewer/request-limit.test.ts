import { FakeClock } from '../../test/fake-clock.js';
import { RequestLimit } from './request-limit.js';

const LIMITS = { requestBurst: 100, requestsPerSecond: 10 };

function setUp() {
  const clock = new FakeClock();
  const limit = new RequestLimit(LIMITS, clock);
  /** Whether a request of this address passes. */
  const passes = (remoteAddress: string, token = 0) => {
    try {
      limit.check({ socket: { remoteAddress } }, token);
      return true;
    } catch {
      return false;
    }
  };
  const passed = (requests: number, address: string, token = 0) =>
    Array.from({ length: requests }, () => passes(address, token)).filter(Boolean).length;
  return { clock, passes, passed };
}

describe('the limit of requests', () => {
  it('is the burst at once, and the rate in the long run', () => {
    const { clock, passed } = setUp();
    expect(passed(150, 'a')).toBe(100);
    clock.advance(1000);
    expect(passed(150, 'a')).toBe(10);
  });

  it('is of each address with each token', () => {
    const { passed } = setUp();
    passed(150, 'a');
    expect(passed(5, 'b')).toBe(5);
    expect(passed(5, 'a', 1)).toBe(5);
  });

  it('is one for all together, too, which keeps nobody out who asks seldom', () => {
    const { clock, passed } = setUp();
    const addresses = Array.from({ length: 50 }, (_, i) => `10.0.0.${i}`);
    for (const address of addresses) passed(1000, address);
    clock.advance(1000);
    const together = addresses.reduce((sum, address) => sum + passed(1000, address), 0);
    // Ten a second times four, and what each may do whatever the others do.
    expect(together).toBe(40);
    expect(passed(10, 'exporter')).toBe(4);
    clock.advance(60_000);
    for (const address of addresses) passed(1000, address);
    expect(passed(1, 'exporter')).toBe(1);
  });

  it('remembers so many clients only that addresses without end cost no memory without end', () => {
    const { clock, passed, passes } = setUp();
    passed(150, 'a');
    for (let i = 0; i < 1000; i += 1) passes(`10.0.${i >> 8}.${i & 255}`);
    clock.advance(100_000);
    expect(passes('a')).toBe(true);
  });
});
