import type { Metric, MetricType } from '@framewatch/protocol';
import { exampleSnapshot } from '../testing/example-snapshot.js';
import { commonTypes, withTypes } from './conflicts.js';
import { readReport, type Report } from './report.js';

const metric = (type: 'counter' | 'gauge', name = 'framewatch_mood'): Metric => ({
  name,
  type,
  help: '',
  labels: [],
  samples: [{ labels: [], value: 1 }],
});

const reportOf = (id: string, ...metrics: Metric[]): Report =>
  readReport(Buffer.from(JSON.stringify(exampleSnapshot(id, metrics))), 100);

describe('commonTypes', () => {
  it.each<[string, Record<string, 'counter' | 'gauge'>, MetricType]>([
    ['that all report', { a: 'gauge', b: 'gauge' }, 'gauge'],
    ['that most report', { a: 'gauge', b: 'counter', c: 'counter' }, 'counter'],
    ['of the first by id, where equally many report another', { b: 'counter', a: 'gauge' }, 'gauge'],
  ])('gives a metric the type %s, whoever answers first', (_, typeById, common) => {
    const reports = Object.entries(typeById).map(([id, type]) => reportOf(id, metric(type)));
    for (const some of [reports, reports.toReversed()]) {
      expect(commonTypes(some)).toEqual(new Map([['framewatch_mood', common]]));
    }
  });
});

describe('withTypes', () => {
  it('keeps a metric that has its type', () => {
    const report = reportOf('a', metric('gauge'));
    expect(withTypes(report, new Map([['framewatch_mood', 'gauge']]))).toEqual(report);
  });

  it('leaves a metric of another type out, and tells; the rest stays', () => {
    const report = reportOf('b', metric('counter'), metric('counter', 'framewatch_more_total'));
    const { part, leftOut } = withTypes(report, new Map([['framewatch_mood', 'gauge']]));
    expect([...part.keys()]).toEqual(['framewatch_more_total']);
    expect(leftOut).toEqual([
      { element: 'metric', problem: 'metric framewatch_mood is a counter, but a gauge of other runners', count: 1 },
    ]);
  });
});
