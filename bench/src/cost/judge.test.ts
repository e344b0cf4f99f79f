import { type CostRound, judgeCost } from './judge.js';
import { type Shares, WORK } from './profile.js';

const all = (work: keyof Shares): Shares =>
  Object.fromEntries(WORK.map((each) => [each, each === work ? 1 : 0])) as Record<keyof Shares, number>;

const round = (mainMs: number, rssMiB = 150): CostRound => ({
  threads: { main: mainMs, model: 8, others: 1, supervisor: 0 },
  runner: { rssMiB, pssMiB: 120 },
  supervisor: { rssMiB: 40, pssMiB: 10 },
  shares: { main: all('results'), model: all('sessionRun') },
  bareRunMs: 8,
  video: { decode: 0.75, scale: 0.25 },
});

describe('judgeCost', () => {
  it('reports the medians: what a frame costs, its stages, the memory of each process and of both', () => {
    expect(judgeCost([round(1), round(2), round(90)])).toMatchObject({
      bench: 'cost',
      passed: true,
      figures: {
        cpuMsPerFrame: 11,
        bareSessionRunMs: 8,
        stageDecodeMs: 0.75,
        stageSessionRunMs: 8,
        stageResultsMs: 2,
        stageOtherThreadsMs: 0,
        runnerRssMiB: 150,
        treePssMiB: 130,
      },
    });
  });

  it('fails a program that takes much more than its model', () => {
    expect(judgeCost([round(4)]).checks.map(({ passed }) => passed)).toEqual([false, true]);
  });

  it('fails one that takes too much memory', () => {
    expect(judgeCost([round(1, 230)]).checks.map(({ passed }) => passed)).toEqual([true, false]);
  });
});
