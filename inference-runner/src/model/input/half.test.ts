import { fromHalf, toHalf } from './half.js';

describe('numbers in half precision', () => {
  it.each([
    ['zero', 0x0000, 0],
    ['one', 0x3c00, 1],
    ['minus two', 0xc000, -2],
    ['the largest', 0x7bff, 65504],
    ['the smallest normal', 0x0400, 2 ** -14],
    ['the smallest subnormal', 0x0001, 2 ** -24],
    ['infinity', 0x7c00, Infinity],
    ['minus infinity', 0xfc00, -Infinity],
    ['minus zero', 0x8000, -0],
  ])('%s', (_name, half, value) => {
    expect(fromHalf(half)).toBe(value);
    expect(toHalf(value)).toBe(half);
  });

  it('keep what is not a number', () => {
    expect(fromHalf(0x7e01)).toBeNaN();
    expect(toHalf(NaN)).toBe(0x7e00);
  });

  it('are the same after reading and writing, all of them', () => {
    for (let half = 0; half < 65536; half += 1) {
      const value = fromHalf(half);
      if (Number.isNaN(value)) expect(fromHalf(toHalf(value))).toBeNaN();
      else if (toHalf(value) !== half) throw new Error(`${half} became ${toHalf(value)}`);
    }
  });

  it.each([
    ['to the nearest', 1 / 3, 0x3555],
    ['to the nearer of two', 1 + 1.1 / 2048, 0x3c01],
    ['down to even', 1 + 1 / 2048, 0x3c00],
    ['up to even', 1 + 3 / 2048, 0x3c02],
    ['up into the next exponent', 2 - 1 / 4096, 0x4000],
    ['a subnormal up to even', 1.5 * 2 ** -24, 0x0002],
    ['a subnormal down to even', 2.5 * 2 ** -24, 0x0002],
    ['to zero when too small', 2 ** -26, 0x0000],
    ['to the largest while it is nearer', 65519, 0x7bff],
    ['to infinity when too large', 65520, 0x7c00],
    ['to infinity when far too large', 1e6, 0x7c00],
  ])('are rounded %s', (_how, value, half) => expect(toHalf(value)).toBe(half));
});
