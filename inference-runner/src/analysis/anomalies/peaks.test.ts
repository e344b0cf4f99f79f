import { randomOf } from '../../../test/model/random.js';
import { Peaks } from './peaks.js';

const MINUTE_US = 60e6;
const DAY_MINUTES = 1440;

/** Scores of independent minutes, exponentially distributed with a mean of 1. */
function* scores(seed: number, minutes: number): Generator<number> {
  const random = randomOf(seed);
  for (let minute = 0; minute < minutes; minute++) yield -Math.log(1 - random());
}

function learn(peaks: Peaks, values: Iterable<number>): Peaks {
  for (const value of values) peaks.add(value, MINUTE_US);
  return peaks;
}

describe('Peaks', () => {
  it('says nothing before it has seen a day, and how much of it it has seen', () => {
    const peaks = learn(new Peaks(), scores(1, DAY_MINUTES / 2));
    expect([peaks.limit(1), peaks.learnt]).toEqual([null, 0.5]);
  });

  it.each([0.1, 1, 10])('gives the limit that is passed %d times a day', (perDay) => {
    const limit = learn(new Peaks(), scores(2, 14 * DAY_MINUTES)).limit(perDay)!;
    const days = 400;
    const passed = [...scores(3, days * DAY_MINUTES)].filter((score) => score > limit).length / days;
    expect([passed > perDay / 2, passed < perDay * 2, passed]).toEqual([true, true, passed]);
  });

  it('takes little notice of a few anomalies', () => {
    const usual = learn(new Peaks(), scores(4, 14 * DAY_MINUTES));
    const odd = learn(new Peaks(), [...scores(4, 14 * DAY_MINUTES), 500, 0, 400, 0, 300, 0]);
    expect(odd.limit(1)! / usual.limit(1)!).toBeLessThan(1.2);
  });

  it('forgets what was more than two weeks ago, also where all that came since is lower', () => {
    const peaks = learn(new Peaks(), scores(6, 14 * DAY_MINUTES));
    const usual = peaks.limit(1)!;
    learn(
      peaks,
      [...scores(7, 3 * DAY_MINUTES)].map((score) => 100 * score)
    );
    expect(peaks.limit(1)!).toBeGreaterThan(10 * usual);
    const calm = learn(peaks, scores(8, 15 * DAY_MINUTES)).limit(1)!;
    expect([calm > usual / 2, calm < usual * 2, calm]).toEqual([true, true, calm]);
  });

  it('counts what goes on as one peak, until it has fallen to a half', () => {
    const shape = [1, 5, 3, 4, 1, 0];
    const once = Array.from({ length: DAY_MINUTES }, (_, minute) => shape[minute % 60] ?? 0);
    const high = learn(new Peaks(), once)
      .save()
      .peaks.filter(([, height]) => height >= 3);
    expect(high.map(([, height]) => height)).toEqual(Array(24).fill(5));
  });

  it('has twice the highest as its limit where there are hardly any peaks', () => {
    const quiet = Array.from({ length: DAY_MINUTES }, (_, minute) => (minute === 700 ? 3 : 0));
    expect(learn(new Peaks(), quiet).limit(1)).toBe(6);
  });

  it('goes on after a restart', () => {
    const peaks = learn(new Peaks(), scores(5, 3 * DAY_MINUTES));
    const restored = new Peaks();
    restored.restore(peaks.save());
    expect(restored.limit(1)).toBeCloseTo(peaks.limit(1)!, 3);
  });
});
