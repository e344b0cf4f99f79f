import { median, percentile, rounded, slope, sum } from './statistics.js';

it.each([
  [[3, 1, 2], 2],
  [[4, 1, 3, 2], 2.5],
  [[7], 7],
  [[], NaN],
])('the median of %j is %d', (values, expected) => {
  expect(median(values)).toBe(expected);
});

it('a median leaves its values in their order', () => {
  const values = [3, 1, 2];
  median(values);
  expect(values).toEqual([3, 1, 2]);
});

it('sums and rounds', () => {
  expect(sum([1, 2, 3.5])).toBe(6.5);
  expect(sum([])).toBe(0);
  expect(rounded(0.12345)).toBe(0.12);
  expect(rounded(0.12345, 3)).toBe(0.123);
});

it.each([
  [[5, 1, 4, 2, 3], 0.5, 3],
  [[5, 1, 4, 2, 3], 0.99, 5],
  [[5, 1, 4, 2, 3], 0, 1],
  [Array.from({ length: 200 }, (_, i) => i + 1), 0.99, 198],
  [[], 0.5, NaN],
])('of %j, a share of %d is not above %d', (values, share, expected) => {
  expect(percentile(values, share)).toBe(expected);
});

it('finds how steeply values rise', () => {
  expect(slope([0, 1, 2, 3].map((x) => [x, 5 + 2 * x]))).toBeCloseTo(2);
  // Up and down again, without rising.
  expect(slope([0, 1, 2, 3].map((x) => [x, x === 1 || x === 2 ? 1 : 0]))).toBeCloseTo(0);
  expect(slope([[1, 1]])).toBeNaN();
});
