import { cpuMsOf, elapsed, memoryOf } from './process-tree.js';

describe('cpuMsOf', () => {
  it('adds user and system time, whatever the name of the process holds', () => {
    const rest = 'S 1 2 3 4 5 6 7 8 9 10 250 31 0 0 20 0 11 0 12345';
    for (const name of ['node', 'a (b) c', ') 1 2']) expect(cpuMsOf(`17 (${name}) ${rest}`)).toBe(2810);
  });

  it('refuses what is no such file', () => {
    expect(() => cpuMsOf('17 (node) S 1')).toThrow('no times in "17 (node) S 1"');
  });
});

describe('memoryOf', () => {
  it('reads resident and proportional memory', () => {
    const rollup = '55d0-7ffd ---p 00000000 00:00 0 [rollup]\nRss:  204800 kB\nPss:  51200 kB\nPss_Dirty:  1 kB\n';
    expect(memoryOf(rollup)).toEqual({ rssMiB: 200, pssMiB: 50 });
  });

  it('refuses what lacks one of them', () => {
    expect(() => memoryOf('Rss: 1 kB\n')).toThrow('no Pss in smaps_rollup');
  });
});

test('elapsed counts threads that began since, and forgets those that are gone', () => {
  const [before, after] = [
    new Map([
      [1, 100],
      [2, 50],
    ]),
    new Map([
      [1, 130],
      [3, 20],
    ]),
  ];
  expect([...elapsed(before, after)]).toEqual([
    [1, 30],
    [3, 20],
  ]);
});
