import { DistinctTimes } from './distinct-times.js';

describe('DistinctTimes', () => {
  it('tells apart what happened at the same time, and leaves alone what did not', () => {
    const times = new DistinctTimes();

    expect([1000, 1000, 1000, 2000, 2000, 1500].map((timeUs) => times.of('lobby', timeUs))).toEqual([
      1000, 1001, 1002, 2000, 2001, 1500,
    ]);
  });

  it('does so also where something else was told in between', () => {
    const times = new DistinctTimes();

    expect([1000, 2000, 1000, 2000].map((timeUs) => times.of('lobby', timeUs))).toEqual([1000, 2000, 1001, 2001]);
  });

  it('does so for each series by itself', () => {
    const times = new DistinctTimes();

    expect(['lobby', 'yard', 'lobby'].map((series) => times.of(series, 1000))).toEqual([1000, 1000, 1001]);
  });
});
