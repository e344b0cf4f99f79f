import { firstValueFrom } from 'rxjs';
import { CountBucket } from '@framewatch/protocol';
import { fakeDataSource } from '../testing/fakeRunner';
import { T0 } from '../testing/fixtures';
import { countBucket, request, table, twoStreams } from '../testing/queries';
import { StreamQuery } from '../types';

function counts(stream: string, ...buckets: CountBucket[]) {
  return { [`/streams/${stream}/counts`]: { body: { stream, stepMs: 1000, buckets } } };
}

async function run(query: Partial<StreamQuery>, answers: Parameters<typeof fakeDataSource>[0], variables = {}) {
  const { datasource, requests } = fakeDataSource(answers, variables);
  const response = await firstValueFrom(datasource.query(request({ queryType: 'counts', ...query })));
  return { ...response, frame: response.data[0], requests };
}

describe('a query for counts', () => {
  const twoSeconds = counts(
    'lobby',
    countBucket(-3000, { objects: 1.5, most: 2, entries: 1, unique: 7 }, { in: 1 }),
    countBucket(-2000, { objects: 1, most: 1, exits: 1, unique: 7, visits: 2, dwellSeconds: 30 }, { out: 2 })
  );

  it('is one frame with a series for each figure of each zone and line', async () => {
    const { frame, requests } = await run({ stream: 'lobby' }, twoSeconds);
    expect(table(frame)).toEqual({
      Time: [T0 - 3000, T0 - 2000],
      'hall: person objects': [1.5, 1],
      'hall: person most': [2, 1],
      'hall: person entries': [1, 0],
      'hall: person exits': [0, 1],
      'hall: person unique today': [7, 7],
      'hall: person mean dwell': [null, 15],
      'door: person in': [1, 0],
      'door: person out': [0, 2],
    });
    expect(frame.fields[1]).toMatchObject({ labels: { stream: 'lobby', zone: 'hall', class: 'person' } });
    expect(frame.fields[7]).toMatchObject({ labels: { stream: 'lobby', line: 'door', class: 'person' } });
    expect(requests[0]?.params).toEqual({ from: T0 - 60_000, to: T0, step: 1000 });
  });

  it('returns only the zones, lines, classes and figures that are asked for', async () => {
    const names = async (query: Partial<StreamQuery>, variables = {}) =>
      Object.keys(table((await run({ stream: 'lobby', ...query }, twoSeconds, variables)).frame)).slice(1);
    expect(await names({ figures: ['entries', 'crossings'] })).toEqual([
      'hall: person entries',
      'door: person in',
      'door: person out',
    ]);
    expect(await names({ figures: ['objects'], zones: ['attic'] })).toEqual([]);
    expect(await names({ figures: ['objects'], zones: ['$place'] }, { place: ['hall', 'attic'] })).toHaveLength(1);
    expect(await names({ lines: ['attic'], zones: ['attic'] })).toEqual([]);
    expect(await names({ classes: ['car'] })).toEqual([]);
  });

  it('shows a hole where nothing was inferred, and a zero where nobody was there', async () => {
    const empty = { ...countBucket(-3000, {}), zones: { hall: {} } };
    const answers = counts('lobby', countBucket(-9000, { objects: 1 }), empty);
    const { frame } = await run({ stream: 'lobby', figures: ['objects'] }, answers);
    expect(table(frame)).toEqual({ Time: [T0 - 9000, T0 - 8000, T0 - 3000], 'hall: person objects': [1, null, 0] });
  });

  it('has no entries where nothing is tracked, and none of a zone that was not there yet', async () => {
    const untracked = { ...countBucket(-2000, {}), zones: { hall: { person: { objects: 1, most: 1 } } } };
    const answers = counts('lobby', { ...untracked, timeMs: T0 - 3000, zones: {} }, untracked);
    const { frame } = await run({ stream: 'lobby', zones: ['hall'], lines: ['none'] }, answers);
    expect(table(frame)).toEqual({
      Time: [T0 - 3000, T0 - 2000],
      'hall: person objects': [null, 1],
      'hall: person most': [null, 1],
    });
  });

  it('says so where nothing was counted', async () => {
    const { frame } = await run({ stream: 'lobby' }, counts('lobby'));
    expect(frame.meta.notices[0].text).toMatch(/Nothing was counted on lobby/);
  });

  it('is of the first stream where none is named, and names the streams where there are several', async () => {
    const answers = { '/streams': twoStreams, ...twoSeconds, ...counts('yard', countBucket(-1000, {})) };
    const { data } = await run({}, answers);
    expect(data).toHaveLength(1);
    const both = await run({ stream: 'lobby,yard', figures: ['objects'] }, answers);
    expect(both.data.map((frame) => Object.keys(table(frame))[1])).toEqual([
      'lobby: hall: person objects',
      'yard: hall: person objects',
    ]);
  });

  it('leaves out a bucket that cannot be read, and says so', async () => {
    const { frame } = await run(
      { stream: 'lobby', figures: ['objects'] },
      counts('lobby', countBucket(-3000, { objects: -1 }), countBucket(-2000, { objects: 1 }))
    );
    expect(table(frame)).toMatchObject({ Time: [T0 - 2000] });
    expect(frame.meta.notices[0].text).toMatch(/Left out.*bucket 0/);
  });
});
