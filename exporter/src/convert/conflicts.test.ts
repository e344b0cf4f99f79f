import type { Metric } from '@framewatch/protocol';
import { exampleSnapshot } from '../testing/example-snapshot.js';
import { MetricTypes } from './conflicts.js';
import { readReport } from './report.js';

const metric = (type: 'counter' | 'gauge', name = 'framewatch_mood'): Metric => ({
  name,
  type,
  help: '',
  labels: [],
  samples: [{ labels: [], value: 1 }],
});

const reportOf = (id: string, ...metrics: Metric[]) =>
  readReport(Buffer.from(JSON.stringify(exampleSnapshot(id, metrics))), 100);

describe('MetricTypes', () => {
  it('keeps a metric that two runners report in the same way', () => {
    const types = new MetricTypes();
    for (const id of ['a', 'b']) {
      expect(types.settle(reportOf(id, metric('gauge')))).toEqual(reportOf(id, metric('gauge')));
    }
  });

  it('leaves a metric out that a runner before it has as another type, and tells; the rest stays', () => {
    const types = new MetricTypes();
    types.settle(reportOf('a', metric('gauge')));
    const { part, leftOut } = types.settle(
      reportOf('b', metric('counter'), metric('counter', 'framewatch_more_total'))
    );
    expect([...part.keys()]).toEqual(['framewatch_more_total']);
    expect(leftOut).toEqual([
      { element: 'metric', problem: 'metric framewatch_mood is a counter, but a gauge of another runner' },
    ]);
  });
});
