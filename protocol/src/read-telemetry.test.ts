import { type Metric, parseTelemetry, ProtocolError } from './index.js';

const RUNNER = { id: 'lobby', version: '1.2.3' };

const COUNTER: Metric = {
  name: 'framewatch_steps_total',
  type: 'counter',
  help: 'Steps.',
  labels: ['stream', 'reason'],
  samples: [
    { labels: ['door', 'walk'], value: 3 },
    { labels: ['door', 'run'], value: 0 },
  ],
};
const GAUGE: Metric = {
  name: 'framewatch_mood',
  type: 'gauge',
  help: '',
  labels: [],
  samples: [{ labels: [], value: -0.5 }],
};
const SUMMARY: Metric = {
  name: 'framewatch_wait_seconds',
  type: 'summary',
  help: 'Seconds.',
  labels: ['stream'],
  samples: [{ labels: ['door'], count: 2, sum: 0.5 }],
};
const HISTOGRAM: Metric = {
  name: 'framewatch_age_seconds',
  type: 'histogram',
  help: 'Seconds.',
  labels: [],
  buckets: [0.1, 1],
  samples: [{ labels: [], counts: [1, 2, 0], sum: 1.5 }],
};

const snapshotOf = (...metrics: unknown[]): unknown => ({ runner: RUNNER, metrics });
const readOne = (change: object, metric: Metric = COUNTER) => parseTelemetry(snapshotOf({ ...metric, ...change }));

describe('parseTelemetry', () => {
  it('reads every type of metric, whatever its name', () => {
    const metrics = [COUNTER, GAUGE, SUMMARY, HISTOGRAM];
    expect(parseTelemetry(snapshotOf(...metrics))).toEqual({ snapshot: { runner: RUNNER, metrics }, leftOut: [] });
  });

  it.each<[string, object, string]>([
    ['no name of ours', { name: 'up' }, 'metric up: its name is no metric’s name'],
    [
      'the exporter’s name',
      { name: 'framewatch_runner_up' },
      'metric framewatch_runner_up: its name is the exporter’s',
    ],
    ['a name like a part of a histogram', { name: 'framewatch_a_bucket' }, 'its name is no metric’s name'],
    ['a name with a line break', { name: 'framewatch_a\n# x' }, 'metric 0: its name is no metric’s name'],
    ['an unknown type', { type: 'info' }, 'its type is none of counter, gauge, summary, histogram'],
    ['no help', { help: null }, 'its help is no text'],
    ['the exporter’s label', { labels: ['stream', 'runner'] }, 'its labels are no names, or reserved ones'],
    ['the text format’s label', { labels: ['le', 'x'] }, 'its labels are no names, or reserved ones'],
    ['a label with a quote', { labels: ['a"', 'x'] }, 'its labels are no names, or reserved ones'],
    ['a label twice', { labels: ['a', 'a'] }, 'its labels are no names, or reserved ones'],
    ['no samples', { samples: {} }, 'its samples are no list'],
  ])('leaves out a metric with %s, and tells', (_, change, problem) => {
    const { snapshot, leftOut } = parseTelemetry(snapshotOf({ ...COUNTER, ...change }, GAUGE));
    expect(snapshot.metrics).toEqual([GAUGE]);
    expect(leftOut).toEqual([{ element: 'metric', problem: expect.stringContaining(problem) as string, count: 1 }]);
  });

  it.each([[[1, 1]], [[2, 1]], [[]], [['1', 2]], [[1, null]], [undefined]])(
    'leaves out a histogram with the buckets %j',
    (buckets) => {
      const { snapshot, leftOut } = readOne({ buckets }, HISTOGRAM);
      expect(snapshot.metrics).toEqual([]);
      expect(leftOut[0]?.problem).toMatch('its buckets do not ascend');
    }
  );

  it.each<[string, Metric, unknown, string]>([
    ['is nothing', COUNTER, null, 'a sample is no object'],
    ['lacks a label', COUNTER, { labels: ['door'], value: 1 }, 'a sample has other labels than the metric'],
    ['has half a character', COUNTER, { labels: ['door', '\ud800'], value: 1 }, 'a sample has other labels'],
    ['counts backwards', COUNTER, { labels: ['door', 'x'], value: -1 }, 'a counter is no number from 0'],
    ['is text', GAUGE, { labels: [], value: '1' }, 'a gauge is no number'],
    ['has no count', SUMMARY, { labels: ['gate'], sum: 1 }, 'a summary has no count and sum'],
    ['lacks a bucket', HISTOGRAM, { labels: [], counts: [1, 2], sum: 1 }, 'a histogram has no counts for its buckets'],
    ['has an odd count', HISTOGRAM, { labels: [], counts: [1, 2, -3], sum: 1 }, 'a histogram has no counts'],
  ])('leaves out a series that %s, and keeps the rest of the metric', (_, metric, odd, problem) => {
    const { snapshot, leftOut } = readOne({ samples: [odd, ...metric.samples] }, metric);
    expect(snapshot.metrics).toEqual([metric]);
    expect(leftOut).toEqual([{ element: 'series', problem: expect.stringContaining(problem) as string, count: 1 }]);
  });

  it('keeps the first of what is reported twice', () => {
    const twice = { ...COUNTER, samples: [...COUNTER.samples, { labels: ['door', 'run'], value: 9 }] };
    const { snapshot, leftOut } = parseTelemetry(snapshotOf(twice, GAUGE, { ...GAUGE, samples: [] }));
    expect(snapshot.metrics).toEqual([COUNTER, GAUGE]);
    expect(leftOut).toEqual([
      { element: 'series', problem: 'framewatch_steps_total: ["door","run"] is reported twice', count: 1 },
      { element: 'metric', problem: 'metric framewatch_mood is reported twice', count: 1 },
    ]);
  });

  it('keeps what is sound beside any number of odd ones, and counts these', () => {
    const samples = [...Array<null>(5000).fill(null), ...COUNTER.samples, { labels: [], value: 1 }];
    const { snapshot, leftOut } = parseTelemetry(
      snapshotOf({ ...COUNTER, samples }, ...Array<object>(2000).fill({ name: 'up' }), GAUGE)
    );
    expect(snapshot.metrics).toEqual([COUNTER, GAUGE]);
    expect(leftOut).toEqual([
      { element: 'series', problem: 'framewatch_steps_total: a sample is no object', count: 5000 },
      { element: 'series', problem: 'framewatch_steps_total: a sample has other labels than the metric', count: 1 },
      { element: 'metric', problem: 'metric up: its name is no metric’s name', count: 2000 },
    ]);
  });

  it('keeps the first 1,000 metrics, and counts those that are too many', () => {
    const many = Array.from({ length: 1003 }, (_, i): Metric => ({ ...GAUGE, name: `framewatch_mood_${i}` }));
    const { snapshot, leftOut } = parseTelemetry(snapshotOf(null, ...many));
    expect(snapshot.metrics).toEqual(many.slice(0, 1000));
    expect(leftOut).toEqual([
      { element: 'metric', problem: 'metric 0: is no object', count: 1 },
      { element: 'metric', problem: 'more than 1000 metrics', count: 3 },
    ]);
  });

  it.each<[string, unknown]>([
    ['nothing', null],
    ['a list', []],
    ['no runner', { metrics: [] }],
    ['an id that is none', { runner: { ...RUNNER, id: '../x' }, metrics: [] }],
    ['no version', { runner: { id: 'lobby' }, metrics: [] }],
    ['no metrics', { runner: RUNNER }],
  ])('refuses %s', (_, value) => {
    expect(() => parseTelemetry(value)).toThrow(ProtocolError);
  });
});
