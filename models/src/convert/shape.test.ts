import {
  broadcast,
  channelsFirstAxis,
  elementCount,
  insertDim,
  normalizeAxis,
  sameShape,
  withoutAxes,
} from './shape.js';

test.each([
  [
    [[2, 3], [3]],
    [2, 3],
  ],
  [
    [
      [2, 1],
      [1, 3],
    ],
    [2, 3],
  ],
  [[[], [4]], [4]],
  [
    [[1], [1, 1]],
    [1, 1],
  ],
  [
    [[null, 3], [1]],
    [null, 3],
  ],
  [
    [
      [null, 3],
      [5, 3],
    ],
    [5, 3],
  ],
])('%j are broadcast to %j', (shapes, result) => expect(broadcast(shapes)).toEqual(result));

test('axes count from both ends', () => {
  expect(normalizeAxis(2, 4)).toBe(2);
  expect(normalizeAxis(-1, 4)).toBe(3);
});

test('an axis of NHWC is found in NCHW', () => {
  expect([0, 1, 2, 3].map(channelsFirstAxis)).toEqual([0, 2, 3, 1]);
});

test('the number of elements is unknown where a dimension is', () => {
  expect(elementCount([])).toBe(1);
  expect(elementCount([2, 3])).toBe(6);
  expect(elementCount([2, null])).toBeNull();
});

test('dimensions are inserted, dropped and compared', () => {
  expect(insertDim([2, 3], 1, 7)).toEqual([2, 7, 3]);
  expect(insertDim([2, 3], 2, null)).toEqual([2, 3, null]);
  expect(withoutAxes([2, 3, 4], [0, 2])).toEqual([3]);
  expect(sameShape([1, null], [1, null])).toBe(true);
  expect(sameShape([1], [1, 1])).toBe(false);
});
