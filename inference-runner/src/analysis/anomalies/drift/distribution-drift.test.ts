import { jensenShannon } from './distance.js';
import { DistributionDrift } from './distribution-drift.js';

const MINUTE_US = 60e6;

describe('DistributionDrift', () => {
  it('counts the bins beyond the first 64 as one, in the window as in the reference', () => {
    const drift = new DistributionDrift({ learningMinutes: 1, leastDistance: 0, distance: jensenShannon });
    const judged = [0, 1].map((minute) => {
      for (let sample = 0; sample < 1000; sample++) drift.add(minute * MINUTE_US, `class ${sample % 100}`);
      return drift.judge(minute * MINUTE_US, 1);
    });
    expect(judged).toEqual([null, { distance: expect.closeTo(0, 3) as number, limit: null }]);
  });
});
