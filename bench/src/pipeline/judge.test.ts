import { judgePipeline, type Window } from './judge.js';

const windows = (fps: number[], cpuMsPerFrame: number): Window[] =>
  fps.map((one) => ({ fps: one, cpuMsPerFrame, busy: 0.9 }));

describe('judgePipeline', () => {
  it('passes a runner that is as fast as the model, for little more', () => {
    const report = judgePipeline(windows([97, 98, 40], 11), windows([100, 100, 100], 10));
    expect(report).toMatchObject({
      passed: true,
      notJudged: null,
      figures: { ratio: 0.97, cpuRatio: 1.1, lowestRatio: 0.4 },
    });
  });

  it('fails a runner that is slow', () => {
    expect(judgePipeline(windows([90, 90, 99], 10), windows([100, 100, 100], 10)).passed).toBe(false);
  });

  it('fails a runner that keeps pace with more processors', () => {
    const { passed, checks } = judgePipeline(windows([100, 100, 100], 14), windows([100, 100, 100], 10));
    expect([passed, checks.map((check) => check.passed)]).toEqual([false, [true, false]]);
  });

  it('compares each round with its own: what slows both down is no difference', () => {
    const report = judgePipeline(windows([99, 49, 19], 10), windows([100, 50, 20], 10));
    expect(report).toMatchObject({ passed: true, notJudged: null });
  });

  it('judges no runner that was faster than the model alone', () => {
    const report = judgePipeline(windows([100, 300, 330], 11), windows([100, 100, 100], 10));
    expect(report.notJudged).toMatch(/3\.00 times as fast as the model alone/);
  });
});
