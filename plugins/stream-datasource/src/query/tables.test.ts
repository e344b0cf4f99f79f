import { AnnotationQuery, DataFrame, LoadingState } from '@grafana/data';
import { firstValueFrom } from 'rxjs';
import { StreamEvent } from '@framewatch/protocol';
import { fakeDataSource } from '../testing/fakeRunner';
import { descriptor, T0 } from '../testing/fixtures';
import { request, table, twoStreams } from '../testing/queries';
import { StreamQuery } from '../types';

describe('a query for streams', () => {
  it('is a table of what the runner watches', async () => {
    const { datasource } = fakeDataSource({ '/streams': twoStreams });
    const { data, state } = await firstValueFrom(datasource.query(request({ queryType: 'streams' })));
    expect(state).toBe(LoadingState.Done);
    expect(table(data[0])).toEqual({
      Stream: ['lobby', 'yard'],
      Name: ['Lobby', 'yard'],
      State: ['streaming', 'failed'],
      Reason: ['', 'no such host'],
      Model: ['movenet', 'movenet'],
      Size: ['960×540', null],
      'Source FPS': [30, null],
      Codec: ['h264', null],
    });
  });

  it('is whole but for the streams that cannot be read, which a notice names', async () => {
    const streams = [descriptor('yard', { width: 0, height: 0 }), descriptor('lobby')];
    const { datasource } = fakeDataSource({ '/streams': { body: { streams } } });
    const { data } = await firstValueFrom(datasource.query(request({ queryType: 'streams' })));
    expect(table(data[0])).toMatchObject({ Stream: ['lobby'], Size: ['960×540'] });
    expect(data[0].meta.notices).toEqual([
      { severity: 'warning', text: expect.stringMatching(/Left out.*stream yard at width/) },
    ]);
  });

  it('tells a failure with its remedy', async () => {
    const { datasource } = fakeDataSource({ '/streams': { status: 502 } });
    const response = await firstValueFrom(datasource.query(request({ queryType: 'streams' })));
    expect(response).toMatchObject({
      key: 'A',
      state: LoadingState.Error,
      data: [],
      errors: [{ refId: 'A', message: expect.stringContaining('could not reach the runner') }],
    });
  });
});

describe('a query for events', () => {
  const event = (ms: number, change: Partial<StreamEvent> = {}): StreamEvent => ({
    id: `state-${ms}`,
    beginUs: (T0 + ms) * 1000,
    endUs: (T0 + ms) * 1000,
    stream: 'lobby',
    type: 'state',
    severity: 'warning',
    message: 'stalled',
    ...change,
  });
  const answers = {
    '/streams': twoStreams,
    '/streams/lobby/events': {
      body: { stream: 'lobby', events: [event(5), event(20, { value: 3, expected: { high: 1 } })] },
    },
    '/streams/yard/events': { body: { stream: 'yard', events: [event(10, { stream: 'yard' })] } },
  };

  it('merges the events of all streams in order of time', async () => {
    const { datasource, requests } = fakeDataSource(answers);
    const { data } = await firstValueFrom(datasource.query(request({ queryType: 'events' })));
    expect(table(data[0])).toMatchObject({
      Time: [T0 + 5, T0 + 10, T0 + 20],
      Stream: ['lobby', 'yard', 'lobby'],
      Message: ['stalled', 'stalled', 'stalled'],
      Value: [null, null, 3],
      'Expected from': [null, null, null],
      'Expected to': [null, null, 1],
    });
    expect(requests[1]?.params).toEqual({ from: T0 - 60_000, to: T0 });
  });

  it('leaves out an event that cannot be read, and says so', async () => {
    const events = [event(5, { beginUs: NaN }), event(20)];
    const body = JSON.parse(JSON.stringify({ stream: 'lobby', events })) as unknown;
    const { datasource } = fakeDataSource({ '/streams/lobby/events': { body } });
    const { data } = await firstValueFrom(datasource.query(request({ queryType: 'events', stream: 'lobby' })));
    expect(table(data[0])).toMatchObject({ Time: [T0 + 20] });
    expect(data[0].meta.notices[0].text).toMatch(/Left out.*event state-5 at beginUs/);
  });

  it('becomes annotations', async () => {
    const { datasource } = fakeDataSource(answers);
    expect(datasource.annotations.getDefaultQuery?.()).toEqual({ queryType: 'events' });
    const { data } = await firstValueFrom(datasource.query(request({ queryType: 'events', stream: 'yard' })));
    const annotations = datasource.annotations.processEvents!({} as AnnotationQuery<StreamQuery>, data);
    expect(await firstValueFrom(annotations)).toEqual([
      { time: T0 + 10, title: 'state', text: 'stalled', tags: ['yard', 'state', 'warning'] },
    ]);
  });

  it('becomes regions where something lasted, or still lasts', async () => {
    const events = [
      event(-900, { type: 'frozen', endUs: (T0 - 500) * 1000 }),
      event(-10, { type: 'crowded', zone: 'hall', endUs: null }),
    ];
    const { datasource, clock } = fakeDataSource({ '/streams/lobby/events': { body: { stream: 'lobby', events } } });
    const { data } = await firstValueFrom(datasource.query(request({ queryType: 'events', stream: 'lobby' })));
    const annotations = datasource.annotations.processEvents!({} as AnnotationQuery<StreamQuery>, data);
    expect(await firstValueFrom(annotations)).toMatchObject([
      { time: T0 - 900, timeEnd: T0 - 500, isRegion: true, tags: ['lobby', 'frozen', 'warning'] },
      {
        time: T0 - 10,
        timeEnd: Math.floor(clock.wallUs() / 1000),
        isRegion: true,
        tags: ['lobby', 'crowded', 'warning', 'hall'],
      },
    ]);
  });

  it('returns only the types and severities that are asked for; the runner is asked for one of each', async () => {
    const events = [
      event(0, { type: 'frozen' }),
      event(1, { type: 'crossing', severity: 'info' }),
      event(2, { type: 'fallen', severity: 'critical' }),
    ];
    const { datasource, requests } = fakeDataSource(
      { '/streams/lobby/events': { body: { stream: 'lobby', events } } },
      { kind: ['frozen', 'fallen'] }
    );
    const types = async (query: Partial<StreamQuery>) => {
      const asked = request({ queryType: 'events', stream: 'lobby', ...query });
      return table((await firstValueFrom(datasource.query(asked))).data[0]).Type;
    };
    expect(await types({ types: ['$kind'] })).toEqual(['frozen', 'fallen']);
    expect(await types({ severities: ['critical', 'info'] })).toEqual(['crossing', 'fallen']);
    expect(await types({ types: ['fallen'], severities: ['critical'] })).toEqual(['fallen']);
    expect(requests.map(({ params }) => [params?.type, params?.severity])).toEqual([
      [undefined, undefined],
      [undefined, undefined],
      ['fallen', 'critical'],
    ]);
  });

  it('shows the still by way of Grafana, and leads to its moment', async () => {
    const events = [
      event(0, { id: 'fallen-1', type: 'fallen', still: 'stills/fallen-1.jpg', endUs: (T0 + 500) * 1000 }),
    ];
    const { datasource } = fakeDataSource({ '/streams/lobby/events': { body: { stream: 'lobby', events } } });
    const { data } = await firstValueFrom(datasource.query(request({ queryType: 'events', stream: 'lobby' })));
    const frame: DataFrame = data[0];
    const field = (name: string) => frame.fields.find((one) => one.name === name);
    expect(field('still')).toMatchObject({
      values: ['/api/datasources/proxy/uid/fw/viewer/v1/streams/lobby/stills/fallen-1.jpg'],
      config: { custom: { cellOptions: { type: 'image' } } },
    });
    expect(field('text')?.config.links?.[0]?.url).toBe(
      '/d/framewatch-live?var-stream=${__data.fields.stream}&from=${__data.fields.from}&to=${__data.fields.to}'
    );
    expect([field('from')?.values, field('to')?.values]).toEqual([[String(T0 - 30_000)], [String(T0 + 30_500)]]);
    expect(field('from')?.config.custom.hideFrom.viz).toBe(true);
  });

  it('is what an annotation asks for, whatever is stored in it', () => {
    const { prepareQuery } = fakeDataSource().datasource.annotations;
    const annotation = { name: 'Events', enable: true, iconColor: 'red' };
    expect(prepareQuery?.(annotation)).toEqual({ refId: 'Anno', queryType: 'events' });
    const target: StreamQuery = { refId: 'A', queryType: 'detections', stream: 'yard' };
    expect(prepareQuery?.({ ...annotation, target })).toEqual({ refId: 'A', queryType: 'events', stream: 'yard' });
  });
});

describe('a query for crossings', () => {
  const crossing = (ms: number, change: Partial<StreamEvent>): StreamEvent => ({
    id: `crossing-${ms}`,
    beginUs: (T0 + ms) * 1000,
    endUs: (T0 + ms) * 1000,
    stream: 'lobby',
    type: 'crossing',
    severity: 'info',
    message: 'person crossed door',
    line: 'door',
    direction: 'in',
    class: 'person',
    track: 7,
    ...change,
  });

  it('is a table of who crossed which line, which way', async () => {
    const events = [
      crossing(0, {}),
      crossing(1, { direction: 'out', class: 'dog', track: 8 }),
      crossing(2, { line: 'gate' }),
    ];
    const { datasource, requests } = fakeDataSource({ '/streams/lobby/events': { body: { stream: 'lobby', events } } });
    const run = async (query: Partial<StreamQuery>) => {
      const asked = request({ queryType: 'crossings', stream: 'lobby', ...query });
      return table((await firstValueFrom(datasource.query(asked))).data[0]);
    };
    expect(await run({ lines: ['door'] })).toMatchObject({
      Time: [T0, T0 + 1],
      Stream: ['lobby', 'lobby'],
      'Zone or line': ['door', 'door'],
      Direction: ['in', 'out'],
      Class: ['person', 'dog'],
      Track: [7, 8],
      Picture: [null, null],
    });
    expect(requests[0]?.params).toMatchObject({ type: 'crossing' });
    expect((await run({ classes: ['dog'] })).Time).toEqual([T0 + 1]);
  });
});
