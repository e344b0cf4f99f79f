import type { TelemetrySnapshot } from '@framewatch/protocol';
import { exampleSink, exampleSnapshot, exampleStream } from '../testing/example-snapshot.js';
import { checkConsistent, InconsistentSnapshotError } from './index.js';

const crossing = { line: 'gate', direction: 'in', class: 'person', count: 1 };
const zone = { zone: 'queue', class: 'person', count: 1 };
const backwards = { bounds: [0.2, 0.1], counts: [0, 0, 0], sum: 0 };

const withStream = (values: Parameters<typeof exampleStream>[1]): TelemetrySnapshot =>
  exampleSnapshot('lobby', [exampleStream('door', values)]);

describe('checkConsistent', () => {
  it('takes what a runner reports', () => {
    expect(() => checkConsistent(exampleSnapshot('lobby', [exampleStream('a'), exampleStream('b')]))).not.toThrow();
  });

  it('takes objects of two classes in one zone', () => {
    expect(() => checkConsistent(withStream({ zoneObjects: [zone, { ...zone, class: 'dog' }] }))).not.toThrow();
  });

  it.each<[string, TelemetrySnapshot]>([
    ['a stream twice', exampleSnapshot('lobby', [exampleStream('a'), exampleStream('a')])],
    ['a sink twice', { ...exampleSnapshot(), sinks: [exampleSink(), exampleSink()] }],
    [
      'a model twice',
      {
        ...exampleSnapshot(),
        models: Array<{ model: string; provider: string }>(2).fill({ model: 'm', provider: 'cpu' }),
      },
    ],
    ['a crossing twice', withStream({ lineCrossings: [crossing, { ...crossing, count: 2 }] })],
    ['a zone twice', withStream({ zoneObjects: [zone, { ...zone, count: 2 }] })],
    ['bounds that do not ascend', withStream({ frameLatency: backwards })],
    ['a bound twice', withStream({ stageDuration: { decode: { ...backwards, bounds: [0.1, 0.1] } } })],
    [
      'bounds of a sink that do not ascend',
      { ...exampleSnapshot(), sinks: [{ ...exampleSink(), writeDuration: backwards }] },
    ],
  ])('refuses %s', (_, snapshot) => {
    expect(() => checkConsistent(snapshot)).toThrow(InconsistentSnapshotError);
  });
});
