import { fromHalf, toHalf } from './half.js';

describe('numbers in half precision', () => {
  it.each([
    [0, 0x0000],
    [1, 0x3c00],
    [-2, 0xc000],
    [65504, 0x7bff],
    [2 ** -24, 0x0001],
    [2 ** -14, 0x0400],
    [1 / 3, 0x3555],
    [1e6, 0x7c00],
    [-Infinity, 0xfc00],
  ])('%p', (value, half) => expect(toHalf(value)).toBe(half));

  it('are the same after reading and writing, all of them', () => {
    for (let half = 0; half < 65536; half += 1) {
      const value = fromHalf(half);
      if (Number.isNaN(value)) expect(fromHalf(toHalf(value))).toBeNaN();
      else if (toHalf(value) !== half) throw new Error(`${half} became ${toHalf(value)}`);
    }
  });

  it('are rounded to the nearest, halves between two to the even one', () => {
    expect(toHalf(1 + 2 ** -11)).toBe(0x3c00);
    expect(toHalf(1 + 3 * 2 ** -11)).toBe(0x3c02);
    expect(toHalf(1.5 * 2 ** -24)).toBe(0x0002);
    expect(toHalf(2.5 * 2 ** -24)).toBe(0x0002);
  });
});
