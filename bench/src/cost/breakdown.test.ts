import { STAGES, stagesOf, threadCost } from './breakdown.js';
import { type Shares, WORK } from './profile.js';

const shares = (some: Partial<Shares>): Shares => ({
  ...(Object.fromEntries(WORK.map((work) => [work, 0])) as Record<keyof Shares, number>),
  ...some,
});

describe('stagesOf', () => {
  const stages = stagesOf({
    threads: { main: 1, model: 10, others: 1.5, supervisor: 0.25 },
    main: shares({ source: 0.5, transfer: 0.25, node: 0.25 }),
    model: shares({ sessionRun: 0.9, transfer: 0.05, outputs: 0.05 }),
    bareRunMs: 9,
    decode: 1,
    scale: 0.25,
  });

  it('gives each stage its part of the thread that does it', () => {
    expect(stages).toMatchObject({ source: 0.5, sessionRun: 9, node: 0.25, supervisor: 0.25 });
  });

  it('divides what the thread of the model takes beyond a bare run as its profile says', () => {
    expect([stages.transfer, stages.outputs]).toEqual([expect.closeTo(0.25 + 0.5), expect.closeTo(0.5)]);
  });

  it('leaves to the other threads what decoding and scaling do not explain', () => {
    expect(stages.otherThreads).toBeCloseTo(0.25);
  });

  it('adds up to what all threads took', () => {
    expect(STAGES.reduce((total, stage) => total + stages[stage], 0)).toBeCloseTo(1 + 10 + 1.5 + 0.25);
  });
});

describe('threadCost', () => {
  it('tells the main thread by its id and the thread of the model by what it took', () => {
    const times = new Map([
      [10, 200],
      [11, 5],
      [12, 900],
      [13, 95],
    ]);
    expect(threadCost(10, times, 100)).toEqual({ main: 2, model: 9, others: 1 });
  });
});
