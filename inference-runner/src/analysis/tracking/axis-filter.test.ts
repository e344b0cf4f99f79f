import { AxisFilter, type Motion } from './axis-filter.js';

const MOTION: Motion = { measured: 0.1, speed: 1, change: 0.1, persistence: 1e9 };

describe('AxisFilter', () => {
  it('expects what it has seen once to be there, the less surely the longer ago', () => {
    const filter = new AxisFilter(5, MOTION);
    expect(filter.expected(0, MOTION)).toEqual({ value: 5, variance: 2 * 0.1 ** 2 });
    expect(filter.expected(3, MOTION).value).toBe(5);
    // Where it was, how fast it may go, how much that may have changed, and how well it will be measured.
    expect(filter.expected(3, MOTION).variance).toBeCloseTo(0.01 + 9 * 1 + (0.01 * 27) / 3 + 0.01, 6);
  });

  it('takes two measurements of the same instant for one of half the variance', () => {
    const filter = new AxisFilter(1, MOTION);
    filter.measure(2, 0, MOTION);
    const { value, variance } = filter.expected(0, MOTION);
    expect(value).toBeCloseTo(1.5, 12);
    expect(variance).toBeCloseTo(0.01 / 2 + 0.01, 12);
  });

  it.each([
    ['evenly', (i: number) => i / 10],
    ['unevenly', (i: number) => i / 10 + 0.08 * Math.sin(i)],
  ])('goes on where something moves, at the same speed however %s it is measured', (_, timeOf) => {
    const filter = new AxisFilter(2 * timeOf(0), MOTION);
    for (let i = 1; i <= 100; i++) filter.measure(2 * timeOf(i), timeOf(i) - timeOf(i - 1), MOTION);
    expect(filter.expected(0.5, MOTION).value).toBeCloseTo(2 * (timeOf(100) + 0.5), 2);
  });

  it('expects something that it does not see to slow down', () => {
    const slowing = { ...MOTION, persistence: 1 };
    const filter = new AxisFilter(0, slowing);
    for (let i = 1; i <= 200; i++) filter.measure(i / 50, 1 / 50, slowing);
    const travelled = (seconds: number) => filter.expected(seconds, slowing).value - filter.expected(0, slowing).value;
    expect(travelled(100)).toBeLessThan(1.1);
    expect(travelled(2) - travelled(1)).toBeCloseTo((travelled(1) - travelled(0)) / Math.E, 6);
  });

  it('follows a turn more quickly than its noise would have it, since it is wrong on one side again and again', () => {
    const error = (turn: boolean) => {
      const filter = new AxisFilter(0, MOTION);
      let worst = 0;
      for (let i = 1; i <= 100; i++) {
        const value = i <= 50 ? i / 25 : turn ? 2 - (i - 50) / 25 : i / 25;
        if (i > 70) worst = Math.max(worst, Math.abs(filter.expected(1 / 25, MOTION).value - value));
        filter.measure(value, 1 / 25, MOTION);
      }
      return worst;
    };
    expect(error(false)).toBeLessThan(0.01);
    expect(error(true)).toBeLessThan(0.1);
  });
});
