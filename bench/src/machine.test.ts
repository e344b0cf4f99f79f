import { machineUse, othersCores, parseStat, whyNotJudged } from './machine.js';

describe('a benchmark', () => {
  it.each([
    ['nothing else runs', { cores: 4, loadBefore: 0.2, othersCores: 0.05 }],
    ['others take a tenth', { cores: 4, loadBefore: 4, othersCores: 0.4 }],
    ['the system does not tell', { cores: 4, loadBefore: 0, othersCores: null }],
  ])('is judged where %s', (_, surroundings) => {
    expect(whyNotJudged(surroundings)).toBeNull();
  });

  it.each([
    [
      'others take more than a tenth',
      { cores: 4, loadBefore: 0, othersCores: 0.5 },
      /others kept 0\.5 of 4 cores busy/,
    ],
    ['more is to do than there are cores', { cores: 2, loadBefore: 12.9, othersCores: 0 }, /load was 12\.9 on 2 cores/],
    ['that is all that is known', { cores: 2, loadBefore: 2.1, othersCores: null }, /load was 2\.1 on 2 cores/],
  ])('is not judged where %s', (_, surroundings, reason) => {
    expect(whyNotJudged(surroundings)).toMatch(reason);
  });
});

it('others are who used what this process and those below it did not', () => {
  const before = { busyMs: 10_000, ownMs: 1000, atMs: 0 };
  expect(othersCores(before, { busyMs: 26_000, ownMs: 11_000, atMs: 10_000 })).toBe(0.6);
  expect(othersCores(before, { busyMs: 12_000, ownMs: 3500, atMs: 10_000 })).toBe(0);
  expect(othersCores(before, { busyMs: 12_000, ownMs: null, atMs: 10_000 })).toBeNull();
});

it('a process whose name has spaces and parentheses is read', () => {
  const stat = '42 (a) b) S 7 42 42 0 -1 4194560 100 200 0 0 11 22 33 44 20 0 1 0 500 1000 10';
  expect(parseStat(stat)).toEqual({ pid: 42, parent: 7, ticks: 110 });
});

it('this process is part of what the machine does', () => {
  const use = machineUse();
  expect(use.busyMs).toBeGreaterThan(use.ownMs ?? 0);
});
