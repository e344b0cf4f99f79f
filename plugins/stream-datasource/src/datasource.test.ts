import {
  AnnotationQuery,
  CoreApp,
  DataFrame,
  DataQueryRequest,
  DataQueryResponse,
  dateTime,
  LoadingState,
} from '@grafana/data';
import { firstValueFrom, Observable, Subscription } from 'rxjs';
import { DetectionHistory, StreamEvent, videoEndpointSchema } from '@framewatch/protocol';
import { settle } from './testing/FakeClock';
import { Answer, fakeDataSource } from './testing/fakeRunner';
import { descriptor, frameResult, person, T0 } from './testing/fixtures';
import { StreamQuery } from './types';

const health: Answer = { body: { status: 'ok', version: '0.1.0', streams: { total: 2, up: 1 } } };
const twoStreams: Answer = {
  body: {
    streams: [
      descriptor('lobby', { name: 'Lobby' }),
      descriptor('yard', {
        state: 'failed',
        reason: 'no such host',
        width: null,
        height: null,
        fps: null,
        codec: null,
      }),
    ],
  },
};

function history(...buckets: DetectionHistory['buckets']): Answer {
  return { body: { stream: 'lobby', stepMs: 1000, buckets } };
}

function bucket(ms: number, frames: number, people: number): DetectionHistory['buckets'][number] {
  const classes: DetectionHistory['buckets'][number]['classes'] =
    people > 0 ? { person: { detections: people * frames, most: people, confidence: 0.5 } } : {};
  return { timeMs: T0 + ms, frames, dropped: 0, inferenceMs: 20, latencyMs: 30, classes };
}

/** A request over the minute that ends now. */
function request(...targets: Array<Partial<StreamQuery>>): DataQueryRequest<StreamQuery> {
  return {
    requestId: 'Q1',
    app: CoreApp.Dashboard,
    interval: '1s',
    intervalMs: 100,
    maxDataPoints: 600,
    range: { from: dateTime(T0 - 60_000), to: dateTime(T0), raw: { from: 'now-1m', to: 'now' } },
    scopedVars: {},
    startTime: T0,
    timezone: 'browser',
    targets: targets.map((target, i) => ({ refId: 'ABC'[i]!, queryType: 'detections', ...target })),
  };
}

function collect(responses: Observable<DataQueryResponse>) {
  const collected = {
    all: [] as DataQueryResponse[],
    complete: false,
    subscription: Subscription.EMPTY,
    get last(): DataQueryResponse {
      return this.all.at(-1)!;
    },
    get frame(): DataFrame {
      return this.last.data[0];
    },
  };
  collected.subscription = responses.subscribe({
    next: (response) => collected.all.push(response),
    complete: () => (collected.complete = true),
  });
  return collected;
}

/** The frame as a table: display names and values. */
function table(frame: DataFrame): Record<string, unknown[]> {
  return Object.fromEntries(
    frame.fields.map(({ name, config, values }) => [
      config.displayNameFromDS ?? config.displayName ?? name,
      [...values],
    ])
  );
}

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
    timeUs: (T0 + ms) * 1000,
    stream: 'lobby',
    type: 'state',
    severity: 'warning',
    message: 'stalled',
    ...change,
  });
  const answers = {
    '/streams': twoStreams,
    '/streams/lobby/events': { body: { stream: 'lobby', events: [event(5), event(20, { value: 3, expected: 1 })] } },
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
      Expected: [null, null, 1],
    });
    expect(requests[1]?.params).toEqual({ from: T0 - 60_000, to: T0 });
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
});

describe('a query for the history of detections', () => {
  it('is one frame with names, units and the way to the video', async () => {
    const answers = { '/streams/lobby/detections': history(bucket(-3000, 30, 2), bucket(-2000, 15, 0)) };
    const { datasource, requests, sockets } = fakeDataSource(answers);
    const responses = collect(datasource.query(request({ queryType: 'history', stream: 'lobby' })));
    expect(responses.complete).toBe(true);
    expect(responses.last).toMatchObject({ key: 'A/lobby', state: LoadingState.Done });
    expect(table(responses.frame)).toEqual({
      Time: [T0 - 3000, T0 - 2000],
      person: [2, 0],
      Objects: [2, 0],
      'Inferred FPS': [30, 15],
      'Inference time': [20, 20],
      Latency: [30, 30],
      Confidence: [0.5, null],
    });
    expect(responses.frame.fields.map(({ config }) => config.unit)).toEqual([
      undefined,
      'short',
      'short',
      'fps',
      'ms',
      'ms',
      'percentunit',
    ]);
    expect(videoEndpointSchema.parse(responses.frame.meta?.custom?.framewatch)).toEqual({
      stream: 'lobby',
      datasourceUid: 'fw',
      healthPath: '/api/datasources/proxy/uid/fw/viewer/v1/health',
      livePath: '/api/datasources/proxy/uid/fw/viewer/v1/streams/lobby/live',
    });
    expect(requests[0]?.params).toEqual({ from: T0 - 60_000, to: T0, step: 1000 });
    expect(sockets).toHaveLength(0);
  });

  it('shows a hole where nothing was inferred', () => {
    const answers = { '/streams/lobby/detections': history(bucket(-9000, 30, 1), bucket(-3000, 30, 1)) };
    const { datasource } = fakeDataSource(answers);
    const responses = collect(datasource.query(request({ queryType: 'history', stream: 'lobby' })));
    expect(table(responses.frame)).toMatchObject({
      Time: [T0 - 9000, T0 - 8000, T0 - 3000],
      Objects: [1, null, 1],
    });
  });

  it('asks for no more points than the panel has room for, on whole steps', () => {
    const { datasource, requests } = fakeDataSource({ '/streams/lobby/detections': history() });
    const long = request({ queryType: 'history', stream: 'lobby' });
    long.range.from = dateTime(T0 - 3_600_000);
    collect(datasource.query({ ...long, intervalMs: 5_500, maxDataPoints: 500 }));
    expect(requests[0]?.params).toEqual({ from: Math.floor((T0 - 3_600_000) / 8000) * 8000, to: T0, step: 8000 });
  });

  it('counts only the classes and returns only the series that are asked for', () => {
    const buckets = bucket(-2000, 10, 1);
    buckets.classes.dog = { detections: 30, most: 3, confidence: 0.9 };
    const { datasource } = fakeDataSource({ '/streams/lobby/detections': history(buckets) });
    const run = (query: Partial<StreamQuery>) =>
      table(collect(datasource.query(request({ queryType: 'history', stream: 'lobby', ...query }))).frame);
    expect(run({})).toMatchObject({ dog: [3], person: [1], Objects: [4], Confidence: [0.8] });
    expect(run({ series: ['objects', 'classes'], classes: ['dog', 'cat'] })).toEqual({
      Time: [T0 - 2000],
      dog: [3],
      cat: [0],
      Objects: [3],
    });
  });

  it('says which stream is unknown', () => {
    const { datasource } = fakeDataSource();
    const responses = collect(datasource.query(request({ queryType: 'history', stream: 'attic' })));
    expect(responses.last.errors?.[0]?.message).toContain('no stream "attic"');
  });
});

describe('a query for live detections', () => {
  const answers = {
    '/health': health,
    '/streams': twoStreams,
    '/streams/lobby/detections': history(bucket(-2000, 30, 1)),
    '/streams/yard/detections': history(),
  };

  async function start(target: Partial<StreamQuery> = { stream: 'lobby' }) {
    const fake = fakeDataSource(answers);
    const responses = collect(fake.datasource.query(request(target)));
    await fake.clock.advance(0);
    const socket = fake.sockets[0]?.socket;
    socket?.open();
    socket?.hello();
    await fake.clock.advance(500);
    return { ...fake, responses, socket: socket! };
  }

  it('begins with history and adds live results, a second at a time', async () => {
    const { responses, socket, clock } = await start();
    expect(responses.all[0]).toMatchObject({ key: 'A/lobby', state: LoadingState.Streaming });
    expect(table(responses.frame)).toMatchObject({ Time: [T0 - 2000], Objects: [1] });

    for (let ms = 0; ms < 1000; ms += 40) {
      socket.result(frameResult(ms, { detections: [person(0.4), person(0.8)] }));
    }
    await clock.advance(500);
    expect(table(responses.frame).Time).toEqual([T0 - 2000]);
    socket.result(frameResult(1000));
    await clock.advance(500);
    expect(table(responses.frame)).toEqual({
      Time: [T0 - 2000, T0 - 1000, T0],
      person: [1, null, 2],
      Objects: [1, null, 2],
      'Inferred FPS': [30, null, 25],
      'Inference time': [20, null, 20],
      Latency: [30, null, 30],
      Confidence: [0.5, null, expect.closeTo(0.6)],
    });
    expect(responses.complete).toBe(false);
  });

  it('answers at most twice a second, however many results come', async () => {
    const { responses, socket, clock } = await start();
    const before = responses.all.length;
    for (let ms = 0; ms < 10_000; ms += 10) {
      socket.result(frameResult(ms));
      await clock.advance(10);
    }
    expect(responses.all.length - before).toBeLessThanOrEqual(20);
  });

  it('keeps no more points than the range has room for', async () => {
    const { responses, socket, clock } = await start();
    for (let second = 0; second < 300; second++) {
      socket.result(frameResult(second * 1000));
    }
    await clock.advance(500);
    const { Time } = table(responses.frame);
    expect(Time).toHaveLength(60);
    expect(Time?.at(-1)).toBe(T0 + 298_000);
  });

  it('ends its connection with its subscription', async () => {
    const { responses, socket, clock } = await start();
    responses.subscription.unsubscribe();
    await clock.advance(5_000);
    expect(socket.closed).toBe(true);
    expect(clock.pending).toBe(0);
  });

  it('shares a connection between queries and asks for the live path', async () => {
    const fake = fakeDataSource(answers);
    const responses = collect(
      fake.datasource.query(request({ stream: 'lobby' }, { stream: 'lobby', series: ['fps'] }))
    );
    await settle();
    expect(fake.sockets.map(({ path }) => path)).toEqual([
      '/api/datasources/proxy/uid/fw/viewer/v1/streams/lobby/live',
    ]);
    await fake.clock.advance(500);
    expect(new Set(responses.all.map(({ key }) => key))).toEqual(new Set(['A/lobby', 'B/lobby']));
  });

  it('is history alone when the range does not end now', () => {
    const fake = fakeDataSource(answers);
    const past = request({ stream: 'lobby' });
    past.range.raw = { from: 'now-2h', to: 'now-1h' };
    const responses = collect(fake.datasource.query(past));
    expect(responses.complete).toBe(true);
    expect(responses.last.state).toBe(LoadingState.Done);
    expect(responses.frame.meta?.custom?.framewatch).toBeDefined();
    expect(fake.sockets).toHaveLength(0);
  });

  it('shows the first stream when none is named', async () => {
    const { sockets, responses } = await start({ stream: '' });
    expect(sockets.map(({ path }) => path)).toEqual([expect.stringContaining('/streams/lobby/live')]);
    expect(responses.frame.name).toBe('lobby');
  });

  it('finds the first stream later when the runner is not there yet', async () => {
    const fake = fakeDataSource({ '/streams': { status: 502 } });
    const responses = collect(fake.datasource.query(request({})));
    expect(responses.last.errors?.[0]?.message).toContain('could not reach the runner');
    Object.entries(answers).forEach(([path, answer]) => fake.routes.set(path, answer));
    await fake.clock.advance(5_000);
    expect(fake.sockets).toHaveLength(1);
    responses.subscription.unsubscribe();
    await fake.clock.advance(5_000);
    expect(fake.clock.pending).toBe(0);
  });

  it('says in the panel why nothing comes', async () => {
    const { responses, socket, clock } = await start();
    expect(responses.frame.meta?.notices).toBeUndefined();
    socket.say({ type: 'status', state: 'stalled', reason: 'no frame for 5 s', skipped: 0 });
    await clock.advance(500);
    expect(responses.frame.meta?.notices).toEqual([
      { severity: 'warning', text: 'The stream is stalled: no frame for 5 s' },
    ]);
    socket.drop();
    await clock.advance(500);
    expect(responses.frame.meta?.notices?.[0]?.text).toContain('was lost');
  });

  it('asks for history again after the connection was lost, up to the new present', async () => {
    const { responses, socket, clock, requests, routes, sockets } = await start();
    await clock.advance(30_000);
    socket.drop();
    routes.set('/streams/lobby/detections', history(bucket(-2000, 30, 1), bucket(10_000, 30, 3)));
    await clock.advance(2_000);
    sockets[1]!.socket.open();
    sockets[1]!.socket.hello();
    await clock.advance(500);
    const asked = requests.filter(({ url }) => url.endsWith('/detections'));
    expect(asked).toHaveLength(3);
    expect(Number(asked[2]?.params?.to)).toBeGreaterThanOrEqual(T0 + 30_000);
    expect(table(responses.frame).Objects).toEqual([1, null, 3]);
  });

  it('asks for history once more when the step in which the connection was made is over', async () => {
    const { responses, socket, clock, routes } = await start();
    // Two frames came before the connection was made, so live results alone would show a dip.
    socket.result(frameResult(800));
    socket.result(frameResult(1_000));
    await clock.advance(500);
    expect(table(responses.frame).Time?.at(-1)).toBe(T0);
    expect(table(responses.frame)['Inferred FPS']?.at(-1)).toBe(1);
    routes.set('/streams/lobby/detections', history(bucket(0, 3, 1)));
    await clock.advance(2_000);
    expect(table(responses.frame)['Inferred FPS']?.at(-1)).toBe(3);
  });

  it('keeps what a runner has forgotten by a restart', async () => {
    const { responses, socket, clock, routes, sockets } = await start();
    routes.set('/streams/lobby/detections', history(bucket(3_000, 30, 2)));
    await clock.advance(4_000);
    socket.drop();
    await clock.advance(2_000);
    sockets[1]!.socket.open();
    sockets[1]!.socket.hello();
    await clock.advance(500);
    expect(table(responses.frame).Objects).toEqual([1, null, 2]);
  });

  it('recovers from a runner that was down at first', async () => {
    const fake = fakeDataSource({ '/health': { status: 502 }, '/streams/lobby/detections': { status: 502 } });
    const responses = collect(fake.datasource.query(request({ stream: 'lobby' })));
    await fake.clock.advance(0);
    expect(responses.last.errors?.[0]?.message).toContain('could not reach the runner');
    expect(responses.frame.meta?.custom?.framewatch).toBeDefined();
    for (const [path, answer] of Object.entries(answers)) {
      fake.routes.set(path, answer);
    }
    await fake.clock.advance(1_000);
    fake.sockets[0]!.socket.open();
    fake.sockets[0]!.socket.hello();
    await fake.clock.advance(500);
    expect(responses.last.errors).toBeUndefined();
    expect(table(responses.frame).Objects).toEqual([1]);
  });
});

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
    const { datasource, requests } = fakeDataSource();
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
