import { floatToHalf, halfToFloat } from './half.js';

test('every half float survives the way to a number and back', () => {
  const isNaN = (half: number): boolean => (half & 0x7c00) === 0x7c00 && (half & 0x3ff) !== 0;
  const halves = Array.from({ length: 65536 }, (_, half) => half).filter((half) => !isNaN(half));
  expect(halves.filter((half) => floatToHalf(halfToFloat(half)) !== half)).toEqual([]);
});

test.each([
  ['zero', 0x0000, 0],
  ['one', 0x3c00, 1],
  ['minus two', 0xc000, -2],
  ['the largest', 0x7bff, 65504],
  ['the smallest normal', 0x0400, 2 ** -14],
  ['the smallest subnormal', 0x0001, 2 ** -24],
  ['infinity', 0x7c00, Infinity],
  ['minus infinity', 0xfc00, -Infinity],
])('%s', (_name, half, value) => {
  expect(halfToFloat(half)).toBe(value);
  expect(floatToHalf(value)).toBe(half);
});

test('the sign of zero and NaN are kept', () => {
  expect(halfToFloat(0x8000)).toBe(-0);
  expect(floatToHalf(-0)).toBe(0x8000);
  expect(halfToFloat(0x7e01)).toBeNaN();
  expect(floatToHalf(NaN)).toBe(0x7e00);
});

test.each([
  ['down to even', 1 + 1 / 2048, 0x3c00],
  ['up to even', 1 + 3 / 2048, 0x3c02],
  ['to the nearest', 1 + 1.1 / 2048, 0x3c01],
  ['up into the next exponent', 2 - 1 / 4096, 0x4000],
  ['a subnormal up to even', 1.5 * 2 ** -24, 0x0002],
  ['to zero when too small', 2 ** -26, 0x0000],
  ['to the largest while it is nearer', 65519, 0x7bff],
  ['to infinity when too large', 65520, 0x7c00],
])('rounds %s', (_how, value, half) => expect(floatToHalf(value)).toBe(half));
