import { ProtocolError } from '@framewatch/protocol';
import { joinParts } from '../page/index.js';
import { exampleMetrics, exampleSnapshot } from '../testing/example-snapshot.js';
import { expectGolden, fixture } from '../testing/golden.js';
import { readReport, TooManySeriesError } from './report.js';

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
/** Lines of the page that are samples. */
const samplesOf = (page: string): string[] => page.split('\n').filter((line) => line !== '' && !line.startsWith('#'));

describe('readReport', () => {
  it('is the runner, its series, and what is left out', () => {
    const { runner, part, leftOut } = readReport(json(exampleSnapshot()), 5000);
    expect(runner).toEqual(exampleSnapshot().runner);
    expectGolden('snapshot.metrics', joinParts([part]).toString());
    expect(leftOut).toEqual([]);
  });

  it('publishes what a runner of an earlier version reports, as it describes nothing of it', () => {
    const { runner, part, leftOut } = readReport(Buffer.from(fixture('earlier-snapshot.json')), 5000);
    expect(runner).toEqual({ id: 'lobby', version: '0.1.0' });
    expectGolden('earlier-snapshot.metrics', joinParts([part]).toString());
    expect(leftOut).toEqual([]);
  });

  it('leaves out what is odd in the report of an earlier version, too', () => {
    const snapshot = JSON.parse(fixture('earlier-snapshot.json')) as { streams: Record<string, unknown>[] };
    snapshot.streams[0] = { ...snapshot.streams[0], viewers: 'two' };
    const { part, leftOut } = readReport(json(snapshot), 5000);
    expect(leftOut).toEqual([{ element: 'series', problem: 'framewatch_viewers: a gauge is no number', count: 1 }]);
    expect(part.get('framewatch_stream_up')?.samples.toString()).toBe(
      'framewatch_stream_up{runner="lobby",stream="door"} 1\n'
    );
  });

  it('publishes the histograms of an earlier version with the buckets that are theirs only', () => {
    type Stream = Record<string, unknown> & { frameLatency: { bounds: unknown; counts: number[]; sum: number } };
    const snapshot = JSON.parse(fixture('earlier-snapshot.json')) as { streams: Stream[] };
    const [door] = snapshot.streams as [Stream];
    const of = (stream: string, bounds: unknown): Stream => ({
      ...door,
      stream,
      frameLatency: { ...door.frameLatency, bounds },
    });
    const others = door.frameLatency.counts.slice(1).map((_, i) => i + 1);
    snapshot.streams = [of('odd', null), door, of('other', others)];
    const { part, leftOut } = readReport(json(snapshot), 5000);
    const published = part.get('framewatch_frame_latency_seconds')?.samples.toString() ?? '';
    const expected = readReport(Buffer.from(fixture('earlier-snapshot.json')), 5000);
    expect(published).toBe(expected.part.get('framewatch_frame_latency_seconds')?.samples.toString());
    expect(leftOut).toEqual([
      {
        element: 'series',
        problem: 'framewatch_frame_latency_seconds: a histogram has no counts for its buckets',
        count: 2,
      },
    ]);
  });

  it('takes as many series as it may, and none more', () => {
    const series = samplesOf(fixture('snapshot.metrics')).length;
    expect(readReport(json(exampleSnapshot()), series)).toMatchObject({ leftOut: [] });
    expect(() => readReport(json(exampleSnapshot()), series - 1)).toThrow(
      expect.objectContaining({ name: 'TooManySeriesError', runner: 'lobby' }) as Error
    );
  });

  it.each<[string, Buffer]>([
    ['streams', json(exampleSnapshot('lobby', exampleMetrics(Array.from({ length: 30_000 }, (_, i) => `s${i}`))))],
    ['empty samples', json(exampleSnapshot('lobby', [{ samples: Array(300_000).fill({}) } as never]))],
    ['buckets', json(exampleSnapshot('lobby', [{ buckets: Array.from({ length: 300_000 }, (_, i) => i) } as never]))],
    ['brackets', Buffer.from('['.repeat(1_000_000))],
    ['braces', Buffer.from('{"a":'.repeat(1_000_000))],
  ])('does not so much as parse far too many %s', (_, body) => {
    const parsed = jest.spyOn(JSON, 'parse');
    expect(() => readReport(body, 5000)).toThrow(TooManySeriesError);
    expect(parsed).not.toHaveBeenCalled();
    parsed.mockRestore();
  });

  it.each<[string, Buffer]>([
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d])],
    ['no JSON', Buffer.from('not json')],
    ['another shape', json({ runner: 'lobby' })],
    ['an earlier shape without its lists', json({ runner: { id: 'lobby', version: '1' }, streams: {} })],
  ])('refuses %s', (_, body) => {
    expect(() => readReport(body, 5000)).toThrow(ProtocolError);
  });
});
