import { AnnotationQuery, LoadingState } from '@grafana/data';
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

  it('is what an annotation asks for, whatever is stored in it', () => {
    const { prepareQuery } = fakeDataSource().datasource.annotations;
    const annotation = { name: 'Events', enable: true, iconColor: 'red' };
    expect(prepareQuery?.(annotation)).toEqual({ refId: 'Anno', queryType: 'events' });
    const target: StreamQuery = { refId: 'A', queryType: 'detections', stream: 'yard' };
    expect(prepareQuery?.({ ...annotation, target })).toEqual({ refId: 'A', queryType: 'events', stream: 'yard' });
  });
});
