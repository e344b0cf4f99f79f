import { LoadGovernor, type LoadSample } from './LoadGovernor';

const EVERY_MS = 500;
const LATE: Partial<LoadSample> = { lagMs: 6_000, busy: true };
const ON_TIME: Partial<LoadSample> = { lagMs: 200, busy: false };

/** A governor that is given two samples a second; three levels of less. */
function setUp() {
  const governor = new LoadGovernor();
  let nowMs = 0;
  return {
    governor,
    now: () => nowMs,
    /** Seconds of the same; returns the level after it. */
    last(seconds: number, sample: Partial<LoadSample>): number {
      for (let passed = 0; passed < seconds * 1_000; passed += EVERY_MS) {
        nowMs += EVERY_MS;
        governor.judge({ nowMs, lagMs: 200, losing: false, busy: false, ...sample }, 3);
      }
      return governor.level;
    },
  };
}

it('leaves a browser alone that is on time, and one that is busy but on time', () => {
  const { last, governor } = setUp();
  expect(last(120, ON_TIME)).toBe(0);
  expect(last(120, { lagMs: 900, busy: true })).toBe(0);
  expect(governor.behind).toBeNull();
});

it('forgives four seconds', () => {
  const { last, governor } = setUp();
  expect(last(4, LATE)).toBe(0);
  expect(governor.behind).toBeNull();
  expect(last(1, ON_TIME)).toBe(0);
  expect(last(4, LATE)).toBe(0);
});

it('says so after it, and asks for less, a step at a time', () => {
  const { last, governor } = setUp();
  expect(last(4.5, LATE)).toBe(1);
  expect(governor.behind).toEqual({ lagMs: 6_000, cause: 'browser' });
  expect(last(8, LATE)).toBe(1);
  expect(last(4.5, LATE)).toBe(2);
  expect(last(60, LATE)).toBe(3);
});

it('tells a slow connection from a slow browser, and asks for no less because of it', () => {
  const { last, governor } = setUp();
  expect(last(60, { lagMs: 6_000, busy: false })).toBe(0);
  expect(governor.behind).toEqual({ lagMs: 6_000, cause: 'connection' });
});

it('takes it for behind when most pictures are lost on the way, although the few that are shown are on time', () => {
  const { last, governor } = setUp();
  expect(last(5, { lagMs: 300, losing: true, busy: true })).toBe(1);
  expect(governor.behind?.cause).toBe('browser');
});

it('does not flutter around the limit', () => {
  const { last, governor } = setUp();
  last(5, { lagMs: 1_600, busy: false });
  expect(governor.behind).not.toBeNull();
  last(5, { lagMs: 1_200, busy: false });
  expect(governor.behind).not.toBeNull();
  last(0.5, { lagMs: 900, busy: false });
  expect(governor.behind).toBeNull();
  last(60, { lagMs: 1_400, busy: false });
  expect(governor.behind).toBeNull();
});

it('asks for more again once the browser has been on time for half a minute', () => {
  const { last } = setUp();
  expect(last(5, LATE)).toBe(1);
  expect(last(8 + 29, ON_TIME)).toBe(1);
  expect(last(2, ON_TIME)).toBe(0);
  expect(last(600, ON_TIME)).toBe(0);
});

it('waits for a quiet browser: one that is busy is not asked for more', () => {
  const { last } = setUp();
  expect(last(5, LATE)).toBe(1);
  expect(last(300, { lagMs: 300, busy: true })).toBe(1);
});

it('forgives a busy moment now and then while it waits', () => {
  const { last, governor } = setUp();
  last(5, LATE);
  for (let passed = 0; passed < 60 && governor.level > 0; passed += 5) {
    last(4.5, ON_TIME);
    last(0.5, { lagMs: 2_000, busy: true });
  }
  expect(governor.level).toBe(0);
});

it('waits twice as long each time that more was too much, ten minutes at most', () => {
  const { last, governor, now } = setUp();
  last(5, LATE);
  const waits: number[] = [];
  for (let round = 0; round < 7; round++) {
    const sinceMs = now();
    while (governor.level > 0) {
      last(1, ON_TIME);
    }
    waits.push(Math.round((now() - sinceMs - 8_000) / 1_000 / 30));
    while (governor.level === 0) {
      last(1, LATE);
    }
  }
  expect(waits).toEqual([1, 2, 4, 8, 16, 20, 20]);
});

it('judges nothing while what is due is not known, nor just after a new beginning', () => {
  const { last, governor, now } = setUp();
  expect(last(60, { ...LATE, lagMs: null })).toBe(0);
  governor.settle(now());
  expect(last(8, LATE)).toBe(0);
  expect(last(3.5, LATE)).toBe(0);
  expect(last(1, LATE)).toBe(1);
});
