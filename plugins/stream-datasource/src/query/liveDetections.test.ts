import { settle } from '@framewatch/viewer-client/testing';
import { dateTime, LoadingState, rangeUtil, RawTimeRange } from '@grafana/data';
import { videoEndpointSchema } from '@framewatch/protocol';
import { fakeDataSource } from '../testing/fakeRunner';
import { frameResult, person, T0 } from '../testing/fixtures';
import { bucket, collect, health, history, request, table, twoStreams } from '../testing/queries';
import { StreamQuery } from '../types';

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
    await fake.clock.elapse(0);
    const socket = fake.sockets[0]?.socket;
    socket?.open();
    socket?.hello();
    await fake.clock.elapse(500);
    return { ...fake, responses, socket: socket! };
  }

  it('begins with history and adds live results, a second at a time', async () => {
    const { responses, socket, clock } = await start();
    expect(responses.all[0]).toMatchObject({ key: 'A/lobby', state: LoadingState.Streaming });
    expect(table(responses.frame)).toMatchObject({ Time: [T0 - 2000], Objects: [1] });

    for (let ms = 0; ms < 1000; ms += 40) {
      socket.result(frameResult(ms, { detections: [person(0.4), person(0.8)] }));
    }
    await clock.elapse(500);
    expect(table(responses.frame).Time).toEqual([T0 - 2000]);
    socket.result(frameResult(1000));
    await clock.elapse(500);
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
      await clock.elapse(10);
    }
    expect(responses.all.length - before).toBeLessThanOrEqual(20);
  });

  it('keeps no more points than the range has room for', async () => {
    const { responses, socket, clock } = await start();
    for (let second = 0; second < 300; second++) {
      socket.result(frameResult(second * 1000));
    }
    await clock.elapse(500);
    const { Time } = table(responses.frame);
    expect(Time).toHaveLength(60);
    expect(Time?.at(-1)).toBe(T0 + 298_000);
  });

  it('ends its connection with its subscription', async () => {
    const { responses, socket, clock } = await start();
    responses.subscription.unsubscribe();
    await clock.elapse(5_000);
    expect(socket.closed).toBe(1);
    expect(clock.waiting).toBe(0);
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
    await fake.clock.elapse(500);
    expect(new Set(responses.all.map(({ key }) => key))).toEqual(new Set(['A/lobby', 'B/lobby']));
  });

  describe('over a range', () => {
    beforeEach(() => void jest.useFakeTimers({ now: T0, doNotFake: ['queueMicrotask', 'nextTick'] }));
    afterEach(() => jest.useRealTimers());

    const run = async (from: RawTimeRange['from'], to: RawTimeRange['to'], timeZone = 'utc') => {
      const fake = fakeDataSource(answers);
      const range = rangeUtil.convertRawToRange({ from, to }, timeZone);
      const responses = collect(fake.datasource.query({ ...request({ stream: 'lobby' }), range }));
      await fake.clock.elapse(500);
      const { live } = videoEndpointSchema.parse(responses.frame.meta?.custom?.framewatch);
      const streaming = responses.last.state === LoadingState.Streaming;
      responses.subscription.unsubscribe();
      return { live, streaming };
    };

    it.each([
      ['now-1h', 'now'],
      ['now-5m', 'now+5m'],
      ['now/d', 'now/d'],
      ['now/w', 'now'],
      ['now-1d/d', 'now/d'],
    ])('from %s to %s is live, in every time zone', async (from, to) => {
      for (const timeZone of ['utc', 'Asia/Tokyo', 'America/Los_Angeles', 'Pacific/Kiritimati']) {
        expect(await run(from, to, timeZone)).toEqual({ live: true, streaming: true });
      }
    });

    it.each([
      ['now-2h', 'now-1h'],
      ['now-1d/d', 'now-1d/d'],
      ['now-1w/w', 'now-1w/w'],
      ['now-10m', 'now-1m'],
    ])('from %s to %s is history alone, in every time zone', async (from, to) => {
      for (const timeZone of ['utc', 'Asia/Tokyo', 'America/Los_Angeles', 'Pacific/Kiritimati']) {
        expect(await run(from, to, timeZone)).toEqual({ live: false, streaming: false });
      }
    });

    it('between two dates is live where the present is among them', async () => {
      expect((await run(dateTime(T0 - 7_200_000), dateTime(T0 - 3_600_000))).live).toBe(false);
      expect((await run(dateTime(T0 - 3_600_000), dateTime(T0 + 3_600_000))).live).toBe(true);
    });
  });

  it('is history alone, and opens no connection, when the range ends in the past', () => {
    const fake = fakeDataSource(answers);
    const past = request({ stream: 'lobby' });
    past.range = {
      from: dateTime(T0 - 7_200_000),
      to: dateTime(T0 - 3_600_000),
      raw: { from: 'now-2h', to: 'now-1h' },
    };
    const responses = collect(fake.datasource.query(past));
    expect(responses.complete).toBe(true);
    expect(responses.last.state).toBe(LoadingState.Done);
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
    await fake.clock.elapse(5_000);
    expect(fake.sockets).toHaveLength(1);
    // Grafana keeps the last response of every key and shows its error until another takes its place.
    const kept = new Map(responses.all.map((response) => [response.key, response]));
    expect([...kept.keys()]).toEqual(['A', 'A/lobby']);
    expect([...kept.values()].flatMap(({ errors }) => errors ?? [])).toEqual([]);
    expect(responses.last.state).toBe(LoadingState.Streaming);
    responses.subscription.unsubscribe();
    await fake.clock.elapse(5_000);
    expect(fake.clock.waiting).toBe(0);
  });

  it('says in the panel why nothing comes', async () => {
    const { responses, socket, clock } = await start();
    expect(responses.frame.meta?.notices).toBeUndefined();
    socket.say({ type: 'status', state: 'stalled', reason: 'no frame for 5 s', skipped: 0 });
    await clock.elapse(500);
    expect(responses.frame.meta?.notices).toEqual([
      { severity: 'warning', text: 'The stream is stalled: no frame for 5 s' },
    ]);
    socket.break();
    await clock.elapse(500);
    expect(responses.frame.meta?.notices?.[0]?.text).toContain('was lost');
  });

  it('gives no number to a class that the model does not know, and says so', async () => {
    const { responses, socket, clock } = await start({ stream: 'lobby', classes: ['person', 'dog'] });
    expect(table(responses.frame)).toMatchObject({ person: [1], dog: [0], Objects: [1] });
    socket.say({
      type: 'config',
      epoch: 0,
      model: 'movenet',
      labels: { classes: ['person'], keypoints: [], skeleton: [] },
      zones: [],
      lines: [],
      video: {
        format: 'none',
        codec: null,
        width: null,
        height: null,
        rotation: 0,
        flip: false,
        fps: null,
        timeBase: [1, 1_000_000],
      },
    });
    await clock.elapse(500);
    expect(table(responses.frame)).toMatchObject({ person: [1], dog: [null], Objects: [1] });
    expect(responses.frame.meta?.notices).toEqual([
      { severity: 'warning', text: 'The model of lobby knows no "dog": nothing counts it.' },
    ]);
  });

  it('asks for history again after the connection was lost, up to the new present', async () => {
    const { responses, socket, clock, requests, routes, sockets } = await start();
    for (let passed = 0; passed < 30_000; passed += 10_000) {
      await clock.elapse(10_000);
      socket.say({ type: 'pong', id: 0, serverTimeUs: 0 });
    }
    socket.break();
    routes.set('/streams/lobby/detections', history(bucket(-2000, 30, 1), bucket(10_000, 30, 3)));
    await clock.elapse(2_000);
    sockets[1]!.socket.open();
    sockets[1]!.socket.hello();
    await clock.elapse(500);
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
    await clock.elapse(500);
    expect(table(responses.frame).Time?.at(-1)).toBe(T0);
    expect(table(responses.frame)['Inferred FPS']?.at(-1)).toBe(1);
    routes.set('/streams/lobby/detections', history(bucket(0, 3, 1)));
    await clock.elapse(2_000);
    expect(table(responses.frame)['Inferred FPS']?.at(-1)).toBe(3);
  });

  it('keeps what a runner has forgotten by a restart', async () => {
    const { responses, socket, clock, routes, sockets } = await start();
    routes.set('/streams/lobby/detections', history(bucket(3_000, 30, 2)));
    await clock.elapse(4_000);
    socket.break();
    await clock.elapse(2_000);
    sockets[1]!.socket.open();
    sockets[1]!.socket.hello();
    await clock.elapse(500);
    expect(table(responses.frame).Objects).toEqual([1, null, 2]);
  });

  it('recovers from a runner that was down at first', async () => {
    const fake = fakeDataSource({ '/health': { status: 502 }, '/streams/lobby/detections': { status: 502 } });
    const responses = collect(fake.datasource.query(request({ stream: 'lobby' })));
    await fake.clock.elapse(0);
    expect(responses.last.errors?.[0]?.message).toContain('could not reach the runner');
    expect(responses.frame.meta?.custom?.framewatch).toBeDefined();
    for (const [path, answer] of Object.entries(answers)) {
      fake.routes.set(path, answer);
    }
    await fake.clock.elapse(1_000);
    fake.sockets[0]!.socket.open();
    fake.sockets[0]!.socket.hello();
    await fake.clock.elapse(500);
    expect(responses.last.errors).toBeUndefined();
    expect(table(responses.frame).Objects).toEqual([1]);
  });
});
