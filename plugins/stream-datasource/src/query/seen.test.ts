import { DataQueryRequest, dateTime } from '@grafana/data';
import { fakeDataSource } from '../testing/fakeRunner';
import { frameResult, person, T0 } from '../testing/fixtures';
import { bucket, collect, health, history, request, table, twoStreams } from '../testing/queries';
import { StreamQuery } from '../types';

const answers = {
  '/health': health,
  '/streams': twoStreams,
  '/streams/lobby/detections': history(bucket(-20_000, 30, 1), bucket(-10_000, 30, 2)),
};

/** A page on which a live query over the last minute has run for a while, and whose runner is then killed. */
async function killedRunner(target: Partial<StreamQuery> = { stream: 'lobby' }) {
  const fake = fakeDataSource(answers);
  const first = collect(fake.datasource.query(request(target)));
  await fake.clock.elapse(0);
  const { socket } = fake.sockets[0]!;
  socket.open();
  socket.hello();
  for (let ms = 1_000; ms <= 3_000; ms += 100) {
    socket.result(frameResult(ms, { detections: [person(), person(), person()] }));
    await fake.clock.elapse(100);
  }
  socket.break();
  fake.routes.clear();
  for (const path of ['/streams', '/streams/lobby', '/streams/lobby/detections']) {
    fake.routes.set(path, { status: 502 });
  }
  await fake.clock.elapse(2_000);

  /** The dashboard is refreshed: the new query starts before the old one ends. */
  const refresh = async (change: Partial<DataQueryRequest<StreamQuery>> = {}) => {
    const now = fake.clock.wallUs() / 1000;
    const range = { from: dateTime(now - 60_000), to: dateTime(now), raw: { from: 'now-1m', to: 'now' } };
    const responses = collect(fake.datasource.query({ ...request(target), range, ...change }));
    first.subscription.unsubscribe();
    await fake.clock.elapse(1_000);
    return responses;
  };
  return { ...fake, first, refresh };
}

const seen = {
  Time: [T0 - 20_000, T0 - 19_000, T0 - 10_000, T0 - 9_000, T0 + 1_000, T0 + 2_000],
  Objects: [1, null, 2, null, 3, 3],
};

describe('while the runner does not answer, a refresh of the dashboard', () => {
  it('keeps what the page has seen, history and live, and says that the runner is away', async () => {
    const { refresh } = await killedRunner();
    for (const responses of [await refresh(), await refresh()]) {
      expect(table(responses.frame)).toMatchObject(seen);
      expect(responses.last.errors).toBeUndefined();
      expect(responses.frame.meta?.notices?.map(({ text }) => text)).toContainEqual(
        expect.stringMatching(/could not reach the runner.*What is shown is what this page has seen before/)
      );
    }
  });

  it('keeps it where the query names no stream, too', async () => {
    const { refresh } = await killedRunner({});
    const responses = await refresh();
    expect(responses.frame.name).toBe('lobby');
    expect(table(responses.frame)).toMatchObject(seen);
  });

  it('keeps it when the user looks at a longer range with coarser steps', async () => {
    const { refresh, clock } = await killedRunner();
    const now = clock.wallUs() / 1000;
    const range = { from: dateTime(now - 600_000), to: dateTime(now), raw: { from: 'now-10m', to: 'now' } };
    const responses = await refresh({ range, intervalMs: 5_000 });
    const { Time, Objects } = table(responses.frame);
    expect(Time).toEqual(expect.arrayContaining([T0 - 20_000, T0 - 10_000, T0]));
    expect(Objects).toEqual([1, null, 2, null, 3]);
  });

  it('shows nothing that lies before the range', async () => {
    const { refresh, clock } = await killedRunner();
    await clock.elapse(65_000);
    const responses = await refresh();
    expect(table(responses.frame).Time).toEqual([]);
    expect(responses.last.errors?.[0]?.message).toContain('could not reach the runner');
  });

  it('does not take from another stream, nor from the present for the past', async () => {
    const { datasource, refresh, clock } = await killedRunner();
    await refresh();
    const other = collect(datasource.query(request({ stream: 'yard' })));
    await clock.elapse(1_000);
    expect(table(other.frame).Time).toEqual([]);
    const past = request({ stream: 'lobby' });
    past.range = {
      from: dateTime(T0 - 15_000),
      to: dateTime(T0),
      raw: { from: dateTime(T0 - 15_000), to: dateTime(T0) },
    };
    expect(table(collect(datasource.query(past)).frame).Objects).toEqual([2]);
  });

  it('goes on from there when the runner is back, although that has forgotten everything', async () => {
    const { refresh, routes, sockets, clock } = await killedRunner();
    const responses = await refresh();
    routes.clear();
    Object.entries({ ...answers, '/streams/lobby/detections': history() }).forEach(([path, answer]) =>
      routes.set(path, answer)
    );
    await clock.elapse(8_000);
    const { socket } = sockets.at(-1)!;
    socket.open();
    socket.hello();
    await clock.elapse(500);
    expect(table(responses.frame)).toMatchObject(seen);
    expect(responses.frame.meta?.notices).toBeUndefined();
    expect(responses.last.errors).toBeUndefined();
  });
});
