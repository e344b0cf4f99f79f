import { ProtocolError } from '@framewatch/protocol';
import { joinParts } from '../page/index.js';
import { exampleSnapshot, exampleStream } from '../testing/example-snapshot.js';
import { fixture } from '../testing/golden.js';
import { readReport, TooManySeriesError } from './report.js';

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
/** Lines of the page that are samples. */
const samplesOf = (page: string): string[] => page.split('\n').filter((line) => line !== '' && !line.startsWith('#'));

describe('readReport', () => {
  it('is the runner, its series, and what is left out', async () => {
    const { runner, part, leftOut } = await readReport(json(exampleSnapshot()), 5000);
    expect(runner).toEqual(exampleSnapshot().runner);
    expect(joinParts([part]).toString()).toBe(fixture('snapshot.metrics'));
    expect(leftOut).toEqual([]);
  });

  it('takes as many series as it may, and none more', async () => {
    const series = samplesOf(fixture('snapshot.metrics')).length;
    await expect(readReport(json(exampleSnapshot()), series)).resolves.toMatchObject({ leftOut: [] });
    await expect(readReport(json(exampleSnapshot()), series - 1)).rejects.toMatchObject({
      name: 'TooManySeriesError',
      runner: 'lobby',
    });
  });

  it.each<[string, Buffer]>([
    [
      'classes',
      json(
        exampleSnapshot('lobby', [
          exampleStream('a', { objects: Object.fromEntries(Array.from({ length: 300_000 }, (_, i) => [i, 1])) }),
        ])
      ),
    ],
    [
      'streams',
      json(
        exampleSnapshot(
          'lobby',
          Array.from({ length: 2000 }, (_, i) => exampleStream(`s${i}`))
        )
      ),
    ],
    ['empty streams', json({ ...exampleSnapshot(), streams: Array(300_000).fill({}) })],
    [
      'buckets',
      json(
        exampleSnapshot('lobby', [
          exampleStream('a', {
            frameLatency: { bounds: Array.from({ length: 300_000 }, (_, i) => i), counts: [], sum: 0 },
          }),
        ])
      ),
    ],
    ['brackets', Buffer.from('['.repeat(1_000_000))],
    ['braces', Buffer.from('{"a":'.repeat(1_000_000))],
  ])('does not so much as parse far too many %s', async (_, body) => {
    const parsed = jest.spyOn(JSON, 'parse');
    await expect(readReport(body, 5000)).rejects.toThrow(TooManySeriesError);
    expect(parsed).not.toHaveBeenCalled();
    parsed.mockRestore();
  });

  it.each<[string, Buffer]>([
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d])],
    ['no JSON', Buffer.from('not json')],
    ['another shape', json({ runner: 'lobby' })],
  ])('refuses %s', async (_, body) => {
    await expect(readReport(body, 5000)).rejects.toThrow(ProtocolError);
  });
});
