import { parseTelemetry } from '@framewatch/protocol';
import { counter, gauge, histogram, Registry, summary } from './index.js';

const STEPS = counter('framewatch_steps_total', ['stream', 'reason'], 'Steps.');
const WAITS = counter('framewatch_waits_total', ['stream'], 'Waits.');
const MOOD = gauge('framewatch_mood', ['stream'], 'Mood.');
const AGE = histogram('framewatch_age_seconds', ['stream', 'model'], 'Seconds.', [1, 2]);
const TIME = summary('framewatch_time_seconds', ['stream', 'stage'], 'Seconds.');

/** What is reported of a metric. */
const samplesOf = (registry: Registry, name: string) =>
  registry.snapshot().find((metric) => metric.name === name)?.samples;

describe('a registry', () => {
  it('reports what each metric is, once, with the series of all scopes', () => {
    const registry = new Registry();
    for (const stream of ['lobby', 'dock']) registry.scope({ stream }).counter(WAITS).add(2);
    expect(registry.snapshot()).toEqual([
      {
        name: 'framewatch_waits_total',
        type: 'counter',
        help: 'Waits.',
        labels: ['stream'],
        samples: [
          { labels: ['lobby'], value: 2 },
          { labels: ['dock'], value: 2 },
        ],
      },
    ]);
  });

  it('reports nothing that was not measured: no reason that never was, no gauge that is not set', () => {
    const registry = new Registry();
    const scope = registry.scope({ stream: 'lobby' });
    scope.counters(STEPS);
    const mood = scope.gauge(MOOD);
    expect(registry.snapshot()).toEqual([]);
    scope.counter(WAITS);
    mood.set(0);
    expect(registry.snapshot().map(({ samples }) => samples)).toEqual([
      [{ labels: ['lobby'], value: 0 }],
      [{ labels: ['lobby'], value: 0 }],
    ]);
    mood.set(null);
    expect(samplesOf(registry, 'framewatch_mood')).toBeUndefined();
  });

  it('has one series for each value of a label that the scope does not have', () => {
    const registry = new Registry();
    const steps = registry.scope({ stream: 'lobby' }).counters(STEPS);
    steps.with('walk').add();
    steps.with('constructor').add(3);
    steps.with('walk').add();
    expect(samplesOf(registry, 'framewatch_steps_total')).toEqual([
      { labels: ['lobby', 'walk'], value: 2 },
      { labels: ['lobby', 'constructor'], value: 3 },
    ]);
    steps.clear();
    expect(registry.snapshot()).toEqual([]);
  });

  it('puts labels in the order of the metric, whichever the scope has', () => {
    const registry = new Registry();
    registry.scope({ model: 'pose', stream: 'lobby' }).histogram(AGE).observe(1.5);
    registry.scope({ stage: 'decode' }).summaries(TIME).with('dock').observe(0.5);
    expect(samplesOf(registry, 'framewatch_age_seconds')).toEqual([
      { labels: ['lobby', 'pose'], counts: [0, 1, 0], sum: 1.5 },
    ]);
    expect(samplesOf(registry, 'framewatch_time_seconds')).toEqual([
      { labels: ['dock', 'decode'], count: 1, sum: 0.5 },
    ]);
  });

  it('forgets the series of what has left', () => {
    const registry = new Registry();
    const [lobby, dock] = ['lobby', 'dock'].map((stream) => registry.scope({ stream }));
    for (const scope of [lobby, dock]) scope?.counter(WAITS).add();
    lobby?.close();
    expect(samplesOf(registry, 'framewatch_waits_total')).toEqual([{ labels: ['dock'], value: 1 }]);
  });

  it('is a copy: what is counted later does not change a snapshot', () => {
    const registry = new Registry();
    const age = registry.scope({ stream: 'lobby', model: 'pose' }).histogram(AGE);
    const before = registry.scope({ stream: 'lobby' }).counter(WAITS);
    const snapshot = JSON.stringify(registry.snapshot());
    const kept = registry.snapshot();
    age.observe(1);
    before.add();
    expect(JSON.stringify(kept)).toBe(snapshot);
  });

  it('makes what the protocol reads', () => {
    const registry = new Registry();
    const scope = registry.scope({ stream: 'lobby', model: 'pose' });
    scope.counters(STEPS).with('walk').add();
    scope.gauge(MOOD).readFrom(() => -1);
    scope.histogram(AGE).observe(5);
    scope.summaries(TIME).with('decode').observe(1);
    const metrics = registry.snapshot();
    expect(parseTelemetry({ runner: { id: 'a', version: '1' }, metrics })).toEqual({
      snapshot: { runner: { id: 'a', version: '1' }, metrics },
      leftOut: [],
    });
  });
});

describe('a histogram', () => {
  it('puts a value that equals a bound below it, what is above all bounds last, and leaves out what is no number', () => {
    const registry = new Registry();
    const age = registry.scope({ stream: 'lobby', model: 'pose' }).histogram(AGE);
    for (const value of [0, 1, 1.5, 2, 2.001, 1000, NaN, Infinity, -Infinity]) age.observe(value);
    expect(age.sample([])).toEqual({ labels: [], counts: [2, 2, 2], sum: 1006.501 });
  });
});
