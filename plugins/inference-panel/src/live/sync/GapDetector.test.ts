import { GapDetector } from './GapDetector';

const INTERVAL_US = 40_000;

function detect(...timesUs: Array<number | { ptsUs: number; discontinuity: boolean }>) {
  const gaps = new GapDetector();
  for (const time of timesUs) {
    gaps.add(typeof time === 'number' ? { ptsUs: time, discontinuity: false } : time);
  }
  return gaps;
}

const steady = Array.from({ length: 10 }, (_, n) => n * INTERVAL_US);
const last = steady.at(-1) ?? 0;

it('sees none in pictures that come evenly, nor where one or two are missing', () => {
  expect(detect(...steady, last + 3 * INTERVAL_US).between(0, Infinity)).toBe(false);
});

it('sees one where more are missing, and where it lies', () => {
  const gaps = detect(...steady, last + 4 * INTERVAL_US);
  expect(gaps.between(last, last + 4 * INTERVAL_US)).toBe(true);
  expect(gaps.between(0, last)).toBe(false);
  expect(gaps.between(last + 4 * INTERVAL_US, Infinity)).toBe(false);
});

it('sees one where the runner says that pictures are missing', () => {
  expect(detect(...steady, { ptsUs: last + INTERVAL_US, discontinuity: true }).between(last, Infinity)).toBe(true);
});

it('does not take the first picture that a viewer gets for one', () => {
  expect(detect({ ptsUs: 0, discontinuity: true }, INTERVAL_US).between(-Infinity, Infinity)).toBe(false);
});

it('gets used to a slower camera', () => {
  const slower = Array.from({ length: 20 }, (_, n) => last + (n + 1) * 5 * INTERVAL_US);
  const gaps = detect(...steady, ...slower);
  expect(gaps.between(slower[10] ?? 0, Infinity)).toBe(false);
});

it('forgets everything with a new epoch', () => {
  const gaps = detect(...steady, last + 10 * INTERVAL_US);
  gaps.reset();
  expect(gaps.between(-Infinity, Infinity)).toBe(false);
});
