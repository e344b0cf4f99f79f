import { Absence } from '../../src/analysis/anomalies/counts/absence.js';
import { CountSeries } from '../../src/analysis/anomalies/counts/count-series.js';
import { hourOfWeek } from '../../src/analysis/anomalies/counts/hour-of-week.js';
import { Alarms, crowd, type CrowdOptions, DAY_S, MONDAY_US, shop } from './crowd.js';

const STEP_S = 5;
const LEARNING_DAYS = 7;
const DAYS = 42;
/** Begin of what is planted: a Wednesday at 13:00. */
const PLANTED_S = 23 * DAY_S + 13 * 3600;

interface Outcome {
  count: Alarms;
  absence: Alarms;
  /** Nobody for five minutes. */
  plainAbsence: Alarms;
  /** More than anything in the first week, or three standard deviations from the mean of the first week. */
  plainThreshold: Alarms;
  zScore: Alarms;
}

/** Runs both detectors, and those that are simpler, over a simulated crowd. */
function watch(options: CrowdOptions, days: number, perDay: number): Outcome {
  const [series, absence] = [new CountSeries(), new Absence()];
  const outcome = {
    count: new Alarms(),
    absence: new Alarms(),
    plainAbsence: new Alarms(),
    plainThreshold: new Alarms(),
    zScore: new Alarms(),
  };
  const week: number[] = [];
  let [sum, steps, empty] = [0, 0, 0];
  let usual: { mean: number; deviation: number; most: number } | null = null;
  for (const [second, people] of crowd(options, days, STEP_S)) {
    const timeUs = MONDAY_US + second * 1e6;
    const speaks = second >= LEARNING_DAYS * DAY_S;
    const gap = absence.take(
      timeUs,
      STEP_S * 1e6,
      people > 0,
      hourOfWeek(timeUs, () => 0),
      perDay
    );
    empty = people > 0 ? 0 : empty + STEP_S;
    sum += people;
    steps += 1;
    if (speaks) {
      outcome.absence.take(second, gap === null ? 0 : Math.max(0.6, gap.expected / gap.limit));
      outcome.plainAbsence.take(second, empty === 0 ? 0 : Math.max(0.6, empty / 300));
    }
    if (second % 60 !== 60 - STEP_S) continue;
    const objects = sum / steps;
    [sum, steps] = [0, 0];
    const judged = series.take(
      objects,
      hourOfWeek(timeUs, () => 0),
      perDay,
      speaks
    );
    if (!speaks) {
      week.push(objects);
      continue;
    }
    usual ??= summaryOf(week);
    if (judged) outcome.count.take(second, judged.excess);
    outcome.plainThreshold.take(second, objects > usual.most ? 1 : 0);
    outcome.zScore.take(second, Math.abs(objects - usual.mean) / (3 * usual.deviation));
  }
  return outcome;
}

function summaryOf(values: readonly number[]) {
  const mean = values.reduce((sum, each) => sum + each, 0) / values.length;
  const variance = values.reduce((sum, each) => sum + (each - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance), most: Math.max(...values) };
}

const STREAMS: [name: string, CrowdOptions][] = [
  ['a shop', { seed: 3, perHour: shop(120), staySeconds: 30 }],
  ['a busy shop', { seed: 4, perHour: shop(600), staySeconds: 60 }],
  ['groups', { seed: 5, perHour: shop(60), staySeconds: 30, together: 3 }],
  ['a road, day and night', { seed: 6, perHour: () => 60, staySeconds: 15 }],
];

describe('counts against the stream’s own week', () => {
  it.each(STREAMS)('%s: as many false alarms as are accepted, within a factor of two', (_, options) => {
    const accepted = 1;
    const { count, absence, zScore, plainAbsence } = watch(options, DAYS, accepted);
    const [from, to] = [(LEARNING_DAYS + 1) * DAY_S, DAYS * DAY_S];
    const sum = (...each: Alarms[]) => each.reduce((all, alarms) => all + alarms.perDay(from, to), 0);
    expect(sum(zScore, plainAbsence)).toBeGreaterThan(5 * sum(count, absence));
    for (const alarms of [count, absence]) {
      const perDay = alarms.perDay(from, to);
      expect([perDay >= accepted / 2, perDay <= accepted * 2, perDay]).toEqual([true, true, perDay]);
    }
  });

  it.each(STREAMS)('%s: finds that nobody comes any more within ten minutes, and tells it once', (_, options) => {
    const factor = (second: number) => (second >= PLANTED_S && second < PLANTED_S + 3600 ? 0 : 1);
    const { absence } = watch({ ...options, factor }, 25, 0.4);
    expect(absence.delay(PLANTED_S, 60)).toBeLessThanOrEqual(10);
    expect(absence.begins.filter((second) => second >= PLANTED_S && second < PLANTED_S + 3600)).toHaveLength(1);
  });

  it('finds that three times as many come as usual', () => {
    const factor = (second: number) => (second >= PLANTED_S && second < PLANTED_S + 3600 ? 3 : 1);
    for (const [, options] of STREAMS) {
      const { count } = watch({ ...options, factor }, 25, 0.4);
      expect(count.delay(PLANTED_S, 60)).toBeLessThanOrEqual(40);
    }
  });
});

describe('a quiet week', () => {
  it('raises no alarm', () => {
    const { count, absence } = watch({ seed: 9, perHour: () => 0, staySeconds: 30 }, 14, 1);
    expect([...count.begins, ...absence.begins]).toEqual([]);
  });
});
