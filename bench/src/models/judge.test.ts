import type { Window } from '../pipeline/judge.js';
import { judgeModels, type Measured } from './judge.js';

const windows = (...fps: number[]): Window[] => fps.map((one) => ({ fps: one, cpuMsPerFrame: 1000 / one, busy: 1 }));
const stages = { preprocessMs: [1, 1, 9], postprocessMs: [0.5, 0.5, 1.9] };

const GOOD: Measured = {
  stages: { detect: stages, pose: stages },
  loopDelayP99Ms: [3, 4, 40],
  idleLoopDelayP99Ms: [1, 1, 30],
  runner: windows(9.9, 4.95, 9),
  bare: windows(10, 5, 10),
  oneSession: windows(10, 10, 10),
  twoSessions: windows(18, 18, 9),
  cores: 2,
};
const failed = (measured: Partial<Measured>) =>
  judgeModels({ ...GOOD, ...measured })
    .checks.filter(({ passed }) => !passed)
    .map(({ what }) => what);

describe('judgeModels', () => {
  it('passes where the medians of the rounds reach the targets', () => {
    expect(judgeModels(GOOD)).toMatchObject({
      passed: true,
      notJudged: null,
      figures: { detectInputP50Ms: 1, poseReadingP95Ms: 1.9, loopDelayP99Ms: 4, ratio: 0.99, sessionsRatio: 1.8 },
    });
  });

  it.each<[string, Partial<Measured>, string]>([
    [
      'inputs take long',
      { stages: { detect: { ...stages, preprocessMs: [3] }, pose: stages } },
      'detect: making an input',
    ],
    ['reading takes long', { stages: { detect: stages, pose: { ...stages, postprocessMs: [3] } } }, 'pose: reading'],
    ['the main thread is held up', { loopDelayP99Ms: [6, 7, 1] }, 'event-loop delay'],
    ['the runner is slow', { runner: windows(9.7, 4.8, 9.7) }, 'frames per second of the runner'],
    ['a second session helps little', { twoSessions: windows(16, 16, 16) }, 'frames per second with 2 sessions'],
  ])('fails where %s', (_, measured, what) => {
    expect(failed(measured)).toEqual([expect.stringContaining(what)]);
  });

  it('asks nothing of two sessions on one core', () => {
    expect(failed({ cores: 1, twoSessions: windows(10, 10, 10) })).toEqual([]);
  });

  it('judges no runner that was faster than its model alone', () => {
    expect(judgeModels({ ...GOOD, runner: windows(12, 6, 12) }).notJudged).toMatch(/1\.20 times as fast/);
  });
});
