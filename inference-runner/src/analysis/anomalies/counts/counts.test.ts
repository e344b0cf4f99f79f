import type { StreamEvent } from '@framewatch/protocol';
import { frameResult } from '../../../../test/viewer/fakes.js';
import { MONDAY_US } from '../../../../test/analysis/crowd.js';
import { randomOf } from '../../../../test/model/random.js';
import { seriesOf } from '../../../../test/series.js';
import { Registry } from '../../../telemetry/index.js';
import { EventIds } from '../../event-ids.js';
import { Budget } from '../budget.js';
import { AnomalyMeter } from '../metrics.js';
import { Counts } from './counts.js';

const DAY_S = 86_400;
const STEP_S = 10;

let registry: Registry;
let counts: Counts;
let second: number;
let random: () => number;

function countsOf(): Counts {
  const meter = new AnomalyMeter(registry.scope({ stream: 'lobby', model: 'pose' }));
  const budget = new Budget(1);
  return new Counts({ stream: 'lobby', ids: new EventIds(), meter, budget, offsetAt: () => 0, learningDays: 1 });
}

/** Shows people and a cat for so long; people come and go at random. Returns the events. */
function show(seconds: number, people: (second: number) => number, cats = 1): StreamEvent[] {
  const events: StreamEvent[] = [];
  for (const end = second + seconds; second < end; second += STEP_S) {
    const number = Math.round(people(second) * (0.5 + random()));
    const detections = [...Array<string>(number).fill('person'), ...Array<string>(cats).fill('cat')].map((name) => ({
      class: name,
      confidence: 0.5,
      box: [0, 0, 0.1, 0.1] as [number, number, number, number],
    }));
    events.push(...counts.onResult(frameResult({ captureTimeUs: MONDAY_US + second * 1e6, detections })).events);
  }
  return events;
}

const told = (events: readonly StreamEvent[]) =>
  events.map(({ type, class: name, endUs }) =>
    [type, name, endUs === null ? 'begins' : 'ends'].filter(Boolean).join(' ')
  );
const series = (name: string) => seriesOf(registry.snapshot(), `framewatch_anomaly_${name}`);

beforeEach(() => {
  registry = new Registry();
  counts = countsOf();
  random = randomOf(1);
  second = 0;
});

describe('Counts', () => {
  it('says nothing while it learns, and how far it has come', () => {
    expect(show(DAY_S / 2, () => 2)).toEqual([]);
    expect(series('learning_ratio')['stream=lobby,type=count']).toBeCloseTo(0.5);
    expect(series('active')).toEqual({});
  });

  it('tells one event of more, of fewer and of none, with what was to be expected', () => {
    show(3 * DAY_S, () => 2);
    expect(series('active')).toEqual({ 'stream=lobby,type=count': 0, 'stream=lobby,type=absence': 0 });
    const more = show(1800, () => 8);
    expect(told(more)).toEqual(['count person begins']);
    expect(more[0]).toMatchObject({
      severity: 'warning',
      class: 'person',
      still: `stills/${more[0]!.id}.jpg`,
      endUs: null,
    });
    expect(more[0]!.value).toBeGreaterThan(more[0]!.expected!.high!);
    expect(series('active')).toMatchObject({ 'stream=lobby,type=count': 1 });
    expect(told(show(3600, () => 2))).toEqual(['count person ends']);

    expect(told(show(1800, () => 0))).toEqual(['count person begins']);
    expect(told(show(3600, () => 2))).toEqual(['count person ends']);

    const none = show(1800, () => 0, 0);
    expect(told(none)).toEqual(['absence begins']);
    expect(none[0]!.message).toMatch(/^nobody has been seen for \d+ s$/);
    expect(told(show(3600, () => 2))).toContain('absence ends');
  });

  it('takes no result for unknown, not for nobody', () => {
    show(3 * DAY_S, () => 2);
    counts.onStatus({ kind: 'state', stream: 'lobby', timeUs: 1, state: 'stalled', again: false });
    expect(series('active')).toEqual({});
    second += 7200;
    expect(show(1800, () => 2)).toEqual([]);
    second += 7200;
    expect(show(1800, () => 2)).toEqual([]);
  });

  it('goes on after a restart with what it has learnt, in less than 100 kB', () => {
    show(3 * DAY_S, () => 2);
    const begun = show(1800, () => 8);
    const saved: unknown = JSON.parse(JSON.stringify(counts.kept.save()));
    expect(JSON.stringify(saved).length).toBeLessThan(100_000);
    counts = countsOf();
    counts.kept.restore(saved);
    const after = show(3600, () => 2);
    expect(told(after)).toEqual(['count person ends']);
    expect(after[0]!.id).toBe(begun[0]!.id);
    counts = countsOf();
    counts.kept.restore({ classes: 1 });
    expect(show(600, () => 2)).toEqual([]);
  });
});
