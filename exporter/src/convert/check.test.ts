import type { TelemetrySnapshot } from '@framewatch/protocol';
import { exampleSink, exampleSnapshot, exampleStream } from '../testing/example-snapshot.js';
import { withoutDuplicates } from './check.js';

const crossing = { line: 'gate', direction: 'in', class: 'person', count: 1 };
const zone = { zone: 'queue', class: 'person', count: 1 };

const withStream = (values: Parameters<typeof exampleStream>[1]): TelemetrySnapshot =>
  exampleSnapshot('lobby', [exampleStream('door', values)]);

describe('withoutDuplicates', () => {
  it.each<[string, TelemetrySnapshot]>([
    ['what a runner reports', exampleSnapshot('lobby', [exampleStream('a'), exampleStream('b')])],
    ['objects of two classes in one zone', withStream({ zoneObjects: [zone, { ...zone, class: 'dog' }] })],
  ])('keeps %s', (_, snapshot) => {
    expect(withoutDuplicates({ snapshot, leftOut: [] })).toEqual({ snapshot, leftOut: [] });
  });

  it.each<[string, TelemetrySnapshot, TelemetrySnapshot, string]>([
    [
      'stream',
      exampleSnapshot('lobby', [exampleStream('a'), exampleStream('a', { viewers: 9 }), exampleStream('b')]),
      exampleSnapshot('lobby', [exampleStream('a'), exampleStream('b')]),
      'stream a is reported twice',
    ],
    [
      'sink',
      { ...exampleSnapshot(), sinks: [exampleSink(), exampleSink()] },
      exampleSnapshot(),
      'sink influxdb is reported twice',
    ],
    [
      'model',
      { ...exampleSnapshot(), models: [...exampleSnapshot().models, ...exampleSnapshot().models] },
      exampleSnapshot(),
      'model movenet is reported twice',
    ],
    [
      'detail',
      withStream({ lineCrossings: [crossing, { ...crossing, count: 2 }] }),
      withStream({ lineCrossings: [crossing] }),
      'stream door: crossing ["gate","in","person"] is reported twice',
    ],
    [
      'detail',
      withStream({ zoneObjects: [zone, { ...zone, count: 2 }] }),
      withStream({ zoneObjects: [zone] }),
      'stream door: zone ["queue","person"] is reported twice',
    ],
  ] as const)('keeps a %s once, the first, and tells', (element, snapshot, kept, problem) => {
    const before = { element: 'sink' as const, problem: 'odd' };
    expect(withoutDuplicates({ snapshot, leftOut: [before] })).toEqual({
      snapshot: kept,
      leftOut: [before, { element, problem }],
    });
  });
});
