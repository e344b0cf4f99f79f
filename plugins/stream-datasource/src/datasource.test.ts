import { LoadingState } from '@grafana/data';
import { firstValueFrom } from 'rxjs';
import { fakeDataSource } from './testing/fakeRunner';
import { T0 } from './testing/fixtures';
import { bucket, collect, history, request, table, twoStreams } from './testing/queries';
import { StreamQuery } from './types';

describe('template variables', () => {
  it('that hold several streams make a response for each, named apart', async () => {
    const answers = {
      '/streams/lobby/detections': history(bucket(-2000, 30, 1)),
      '/streams/yard/detections': history(bucket(-2000, 30, 2)),
    };
    const { datasource } = fakeDataSource(answers, { camera: ['lobby', 'yard'], what: ['person', 'dog'] });
    const query: Partial<StreamQuery> = {
      queryType: 'history',
      stream: '$camera',
      classes: ['${what}'],
      series: ['classes'],
    };
    const { all } = collect(datasource.query(request(query)));
    expect(all.map(({ key, data }) => [key, table(data[0])])).toEqual([
      ['A/lobby', { Time: [T0 - 2000], 'lobby: person': [1], 'lobby: dog': [0] }],
      ['A/yard', { Time: [T0 - 2000], 'yard: person': [2], 'yard: dog': [0] }],
    ]);
  });

  it('that hold nothing make no response but an empty one', () => {
    const { datasource, requests } = fakeDataSource({}, { camera: [] });
    const { all, complete } = collect(datasource.query(request({ stream: '$camera' })));
    expect(all).toEqual([{ key: 'A', state: LoadingState.Done, data: [] }]);
    expect(complete).toBe(true);
    expect(requests).toHaveLength(0);
  });

  it('may be written out', () => {
    const answers = { '/streams/lobby/detections': history(), '/streams/yard/detections': history() };
    const { datasource, requests } = fakeDataSource(answers);
    collect(datasource.query(request({ queryType: 'history', stream: 'lobby, yard,lobby' })));
    expect(requests.map(({ url }) => url.split('/').at(-2))).toEqual(['lobby', 'yard']);
  });

  it('are resolved for Explore', () => {
    const { datasource } = fakeDataSource({}, { camera: 'lobby', what: ['person', 'dog'] });
    expect(
      datasource.interpolateVariablesInQueries(
        [{ refId: 'A', queryType: 'detections', stream: '$camera', classes: ['$what', 'cat'] }],
        {}
      )
    ).toMatchObject([{ stream: 'lobby', classes: ['person', 'dog', 'cat'] }]);
  });
});

describe('stored queries', () => {
  it('that are hidden are not run', async () => {
    const { datasource, requests } = fakeDataSource();
    const response = await firstValueFrom(datasource.query(request({ stream: 'lobby', hide: true })));
    expect(response).toEqual({ data: [] });
    expect(requests).toHaveLength(0);
  });

  it('of another version are read as far as this one knows', async () => {
    const { datasource, requests } = fakeDataSource({ '/streams/lobby/detections': history() });
    const stored = { queryType: 'heatmap', stream: ' lobby ', series: ['fps', 'watts'] } as unknown as StreamQuery;
    collect(datasource.query(request(stored)));
    expect(requests[0]?.url).toContain('/streams/lobby/detections');
  });

  it('are named in the query history', () => {
    const { datasource } = fakeDataSource();
    expect(datasource.getQueryDisplayText({ refId: 'A', queryType: 'events', stream: 'lobby' })).toBe(
      'events of lobby'
    );
    expect(datasource.getQueryDisplayText({ refId: 'A', queryType: 'streams' })).toBe('streams');
    expect(datasource.getDefaultQuery()).toEqual({ queryType: 'detections' });
  });
});

describe('the check of a stream, which the panel makes before each socket', () => {
  it('is content with a stream that there is', async () => {
    const { datasource, requests } = fakeDataSource({ '/streams/lobby/detections': history() });
    expect(await datasource.checkStream('lobby')).toEqual({ ok: true });
    expect(requests.map(({ url }) => url)).toEqual(['/api/datasources/proxy/uid/fw/viewer/v1/streams/lobby']);
  });

  it('names the streams that there are when it is not one of them', async () => {
    const { datasource } = fakeDataSource({ '/streams': twoStreams });
    expect(await datasource.checkStream('attic')).toEqual({
      ok: false,
      obstacle: 'no-stream',
      message: expect.stringMatching(/^The runner has no stream "attic"\. It has lobby, yard\. Choose one of them/),
    });
  });

  it('has the words of every other failure', async () => {
    const { datasource } = fakeDataSource({ '/streams/lobby': { status: 502 } });
    expect(await datasource.checkStream('lobby')).toMatchObject({
      obstacle: 'unreachable',
      message: expect.stringContaining('could not reach the runner'),
    });
  });
});
