import { RunDeadline } from './run-deadline.js';

describe('the deadline of a run', () => {
  it('is ten seconds, and longer for the first run where the provider may have to prepare itself', () => {
    const deadline = new RunDeadline(null);
    expect(deadline.ms('cpu')).toBe(10_000);
    expect(deadline.ms('tensorrt')).toBe(120_000);
    deadline.ran(20);
    expect(deadline.ms('tensorrt')).toBe(10_000);
  });

  it('is 20 times the median of recent runs where that is longer, whatever single runs took', () => {
    const deadline = new RunDeadline(null);
    for (const ms of [800, 900, 60_000]) deadline.ran(ms);
    expect(deadline.ms('cpu')).toBe(18_000);
    for (let i = 0; i < 51; i += 1) deadline.ran(20);
    expect(deadline.ms('cpu')).toBe(10_000);
  });

  it('is what is configured, from the first run on', () => {
    const deadline = new RunDeadline(2.5);
    expect(deadline.ms('cuda')).toBe(2500);
    for (let i = 0; i < 9; i += 1) deadline.ran(2000);
    expect(deadline.ms('cuda')).toBe(2500);
  });
});
