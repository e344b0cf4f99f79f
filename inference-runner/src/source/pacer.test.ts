import { FakeClock } from '../../test/fake-clock.js';
import { Pacer } from './pacer.js';

const settle = () => new Promise((resolve) => setImmediate(resolve));

/** A pacer, and the clock's milliseconds at which each picture was let through. */
function paced() {
  const clock = new FakeClock();
  const pacer = new Pacer(clock);
  const aborter = new AbortController();
  const passed: number[] = [];
  const pass = async (...timesUs: number[]) => {
    for (const atUs of timesUs) {
      await pacer.until(atUs, aborter.signal);
      passed.push(clock.nowMs());
    }
  };
  return { clock, pacer, aborter, passed, pass };
}

describe('Pacer', () => {
  it('lets the first packet through at once and the others at their times', async () => {
    const { clock, passed, pass } = paced();
    const done = pass(5_000_000, 5_040_000, 5_080_000);
    for (let i = 0; i < 8; i++) {
      await settle();
      clock.advance(10);
    }
    await done;
    expect(passed).toEqual([0, 40, 80]);
  });

  it('does not add up delays: who comes late is let through at once', async () => {
    const { clock, passed, pass } = paced();
    await pass(0);
    clock.advance(500);
    await pass(40_000, 80_000);
    expect(passed).toEqual([0, 500, 500]);
  });

  it('goes on from now after a long pause instead of rushing through what was missed', async () => {
    const { clock, pacer, passed, pass } = paced();
    await pass(0);
    clock.advance(60_000);
    await pass(40_000);
    const next = pass(80_000);
    await settle();
    expect(passed).toEqual([0, 60_000]);
    clock.advance(40);
    await next;
    expect(passed).toEqual([0, 60_000, 60_040]);
    expect(pacer.wallUs(80_000)).toBe(clock.wallUs());
  });

  it('ends its wait as soon as it is aborted, without a timer left', async () => {
    const { clock, aborter, pass } = paced();
    await pass(0);
    const waiting = pass(10_000_000);
    aborter.abort();
    await waiting;
    expect(clock.nextMs).toBeNull();
  });

  it.each([-3600, 3600])('follows when the machine’s clock is set by %i seconds', async (seconds) => {
    const { clock, pacer, pass } = paced();
    await pass(0);
    clock.set(seconds);
    clock.advance(40);
    expect(pacer.wallUs(40_000)).toBe(clock.wallUs());
    clock.advance(40);
    expect(pacer.wallUs(80_000)).toBe(clock.wallUs());
  });

  it('does not follow what is only inaccuracy: pictures stay as far apart as they are in the file', async () => {
    const { clock, pacer, pass } = paced();
    await pass(0);
    const beganUs = clock.wallUs();
    clock.set(0.05);
    clock.advance(40);
    expect(pacer.wallUs(40_000)).toBe(beganUs + 40_000);
  });

  it('knows the wall clock that belongs to a time', async () => {
    const { clock, pacer, pass } = paced();
    const beginUs = clock.wallUs();
    await pass(1_000_000);
    expect(pacer.wallUs(1_250_000)).toBe(beginUs + 250_000);
  });
});
