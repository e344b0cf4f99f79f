import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInfluxSink, createInfluxWriter, type InfluxConfig, type ResultSink } from '../../src/sink/index.js';
import { ask, influxDb1, isInstalled, victoriaMetrics, type TestDatabase } from './databases.js';
import { counted, countingSink, captureLog, eventually, frameResult, person, temporaryFolder } from './fakes.js';
import { spooled, startWriter } from './writer.js';

/** The sink and real databases: what is in them in the end is what counts. */

jest.setTimeout(60_000);

const START_MS = Date.now() - 3_600_000;

let folder: ReturnType<typeof temporaryFolder>;
let database: TestDatabase;
let sinks: ResultSink[];

beforeEach(() => {
  folder = temporaryFolder();
  sinks = [];
});
afterEach(async () => {
  for (const sink of sinks) await sink.close(2000);
  await database.stop('SIGKILL');
  folder.remove();
});

function config(name = 'influxdb'): InfluxConfig {
  const spoolPath = join(folder.path, `spool-${name}`);
  const limits = { spoolBytes: 1e8, batchLines: 10, batchMs: 20, objects: false };
  return {
    type: 'influxdb',
    name,
    url: database.url,
    org: 'home',
    bucket: 'framewatch',
    token: 'token',
    spoolPath,
    ...limits,
  };
}

async function newSink(settings = config()): Promise<ResultSink> {
  const write = createInfluxWriter(settings, database.writePath);
  const counting = countingSink();
  const sink = await createInfluxSink(settings, { log: captureLog().log, scope: counting.scope, write });
  counting.of(sink);
  sinks.push(sink);
  return sink;
}

/** Frames at 1 ms each, half of them with a person. */
function takeFrames(sink: ResultSink, from: number, to: number): void {
  for (let frame = from; frame < to; frame += 1) {
    const detections = frame % 2 === 0 ? [person(0.5)] : [];
    sink.takeResult(frameResult({ captureTimeUs: (START_MS + frame) * 1000, detections }));
  }
}

/** Points that the sink has done with: written, or given up. */
function handled(sink: ResultSink): number {
  const { pointsWritten, pointsDropped } = counted(sink);
  return Object.values(pointsDropped).reduce((sum, points) => sum + points, pointsWritten);
}

function times(count: number): number[] {
  return Array.from({ length: count }, (_, frame) => (START_MS + frame) * 1000);
}

const databases = [
  // Written points are on its disk when it answers, so that it may be killed in the hardest way.
  { name: 'InfluxDB 1', program: 'influxd', package: 'influxdb', create: influxDb1, signal: 'SIGKILL' },
  // It keeps the last seconds in memory, and forgets what it has acknowledged when it is killed.
  {
    name: 'VictoriaMetrics',
    program: 'victoria-metrics',
    package: 'victoria-metrics',
    create: victoriaMetrics,
    signal: 'SIGTERM',
  },
] as const;

for (const { name, program, package: debian, create, signal } of databases) {
  const when = isInstalled(program) ? '' : ` (skipped: ${program} is missing, Debian package ${debian})`;
  (when === '' ? describe : describe.skip)(`${name}${when}`, () => {
    beforeEach(async () => {
      mkdirSync(join(folder.path, 'database'));
      database = await create(join(folder.path, 'database'));
      await database.start();
    });

    it('has every frame exactly once after an outage', async () => {
      const sink = await newSink();
      takeFrames(sink, 0, 1000);
      await eventually(() => counted(sink).pointsWritten > 0);
      await database.stop(signal);

      takeFrames(sink, 1000, 2000);
      await eventually(() => (counted(sink).writeErrors.unreachable ?? 0) > 0);
      expect(counted(sink).bufferedPoints).toBeGreaterThanOrEqual(1500);

      await database.start();
      takeFrames(sink, 2000, 3000);
      await eventually(() => handled(sink) === 4500);

      expect((await database.frameTimes()).sort((a, b) => a - b)).toEqual(times(3000));
      expect(counted(sink)).toMatchObject({ bufferedPoints: 0, pointsDropped: {} });
    });

    it('gets in order what an earlier run could not send', async () => {
      await database.stop(signal);
      const first = await newSink();
      takeFrames(first, 0, 500);
      await first.close(1000);

      await database.start();
      const second = await newSink();
      takeFrames(second, 500, 1000);
      await eventually(() => handled(second) === 1500);

      expect((await database.frameTimes()).sort((a, b) => a - b)).toEqual(times(1000));
    });
  });
}

const influxd = isInstalled('influxd') ? '' : ' (skipped: influxd is missing, Debian package influxdb)';

(influxd === '' ? describe : describe.skip)(`InfluxDB 1 and a runner that is killed${influxd}`, () => {
  beforeEach(async () => {
    mkdirSync(join(folder.path, 'database'));
    database = await influxDb1(join(folder.path, 'database'));
  });

  it('loses nothing but the batch that was being filled', async () => {
    const killWriter = await startWriter({ ...config(), batchMs: 3_600_000 }, 0, 205);
    await eventually(() => spooled(config().spoolPath).times.length >= 200);
    await killWriter();

    await database.start();
    const sink = await newSink();
    await eventually(() => handled(sink) === 200);

    expect(await database.frameTimes()).toEqual(Array.from({ length: 200 }, (_, frame) => frame * 1000));
    expect(counted(sink)).toMatchObject({ bufferedPoints: 0, pointsDropped: {} });
  });

  it('loses nothing that was spooled, whenever it is killed, and however often', async () => {
    for (let round = 0; round < 4; round += 1) {
      const before = spooled(config().spoolPath).times.length;
      const killWriter = await startWriter(config(), round * 100_000, 100_000);
      await eventually(() => spooled(config().spoolPath).times.length >= before + 50 + round * 77);
      await killWriter();
    }
    const { times } = spooled(config().spoolPath);
    expect(times.length).toBeGreaterThan(600);

    await database.start();
    const sink = await newSink();
    await eventually(() => counted(sink).bufferedPoints === 0);
    await sink.close(5000);

    expect(await database.frameTimes()).toEqual(times);
    expect(counted(sink).pointsWritten).toBe(times.length);
  });
});

(influxd === '' ? describe : describe.skip)(`events and objects in InfluxDB 1${influxd}`, () => {
  beforeEach(async () => {
    mkdirSync(join(folder.path, 'database'));
    database = await influxDb1(join(folder.path, 'database'));
  });

  it('are there exactly once, whenever the runner is killed: an event with its begin and its end', async () => {
    const writing = { ...config(), objects: true };
    for (let round = 0; round < 3; round += 1) {
      const before = spooled(writing.spoolPath, 'events,').times.length;
      const killWriter = await startWriter(writing, round * 100_000, 100_000, 'unlimited', true);
      await eventually(() => spooled(writing.spoolPath, 'events,').times.length >= before + 10 + round * 7);
      await killWriter();
    }
    const { times: events } = spooled(writing.spoolPath, 'events,');
    const { times: objects } = spooled(writing.spoolPath, 'objects,');

    await database.start();
    const sink = await newSink();
    await eventually(() => counted(sink).bufferedPoints === 0);
    await sink.close(5000);

    const told = (await database.points?.('events', 'id')) ?? [];
    expect(told.map(([time]) => time)).toEqual(events);
    // Begin and end have one id, and each its own time.
    for (const [time, id] of told) expect([`fallen-${time}`, `fallen-${time - 1000}`]).toContain(id);
    expect((await database.points?.('objects', 'track_id'))?.map(([time]) => time)).toEqual(objects);
    expect(objects.length).toBeGreaterThan(events.length);
  });
});

(influxd === '' ? describe : describe.skip)(`Two sinks and an InfluxDB 1 each${influxd}`, () => {
  let second: TestDatabase;
  beforeEach(async () => {
    for (const name of ['database', 'second']) mkdirSync(join(folder.path, name));
    database = await influxDb1(join(folder.path, 'database'));
    second = await influxDb1(join(folder.path, 'second'));
    await Promise.all([database.start(), second.start()]);
  });
  afterEach(() => second.stop('SIGKILL'));

  it('have every frame exactly once, and do not wait for each other', async () => {
    const near = await newSink();
    const far = await newSink({ ...config('far'), url: second.url });
    const take = (from: number, to: number) => [near, far].forEach((sink) => takeFrames(sink, from, to));
    take(0, 500);
    await eventually(() => handled(far) === 750);
    await second.stop('SIGKILL');
    take(500, 1000);
    await eventually(() => handled(near) === 1500);
    expect([near, far].map(({ name }) => name)).toEqual(['influxdb', 'far']);
    expect(counted(far).bufferedPoints).toBe(750);

    await second.start();
    await eventually(() => handled(far) === 1500);
    for (const each of [database, second]) {
      expect((await each.frameTimes()).sort((a, b) => a - b)).toEqual(times(1000));
    }
  });
});

(influxd === '' ? describe : describe.skip)(`InfluxDB 1 that refuses${influxd}`, () => {
  beforeEach(() => mkdirSync(join(folder.path, 'database')));

  it('large batches: they are sent in parts', async () => {
    database = await influxDb1(join(folder.path, 'database'), 'max-body-size = 115');
    await database.start();
    const sink = await newSink();
    takeFrames(sink, 0, 100);
    await eventually(() => handled(sink) === 150);

    expect(await database.frameTimes()).toEqual(times(100));
    expect(counted(sink).writeErrors['too-large']).toBeGreaterThan(0);
  });

  it('points that are older than it keeps: they are counted as dropped, with one request a batch', async () => {
    database = await influxDb1(join(folder.path, 'database'));
    await database.start();
    const alter = 'ALTER RETENTION POLICY autogen ON framewatch DURATION 1d SHARD DURATION 1h';
    await ask(`${database.url}/query?q=${alter}`, 'POST');
    const sink = await newSink();
    for (let frame = 0; frame < 10; frame += 1) sink.takeResult(frameResult({ captureTimeUs: frame }));
    takeFrames(sink, 0, 10);
    await eventually(() => handled(sink) === 25);

    expect(counted(sink)).toMatchObject({ pointsWritten: 15, pointsDropped: { rejected: 10 } });
    expect(counted(sink).writeErrors.rejected).toBe(1);
    expect(await database.frameTimes()).toEqual(times(10));
  });

  it('writes without a database: they wait until it is made', async () => {
    database = await influxDb1(join(folder.path, 'database'));
    await database.start();
    await ask(`${database.url}/query?q=DROP DATABASE framewatch`, 'POST');
    const sink = await newSink();
    takeFrames(sink, 0, 10);
    await eventually(() => (counted(sink).writeErrors['not-found'] ?? 0) > 0);
    await ask(`${database.url}/query?q=CREATE DATABASE framewatch`, 'POST');
    await eventually(() => handled(sink) === 15);

    expect(await database.frameTimes()).toEqual(times(10));
  });
});

(influxd === '' ? describe : describe.skip)(`InfluxDB 1 and docs/data.md${influxd}`, () => {
  const docs = readFileSync(join(__dirname, '../../../docs/data.md'), 'utf8');
  const block = /```sql\n(.*?)```/s.exec(docs)?.[1] ?? '';
  const queries = block.split('\n').filter((line) => line.startsWith('SELECT'));

  it('answers each of its queries', async () => {
    mkdirSync(join(folder.path, 'database'));
    database = await influxDb1(join(folder.path, 'database'));
    await database.start();
    const sink = await newSink();
    takeFrames(sink, 0, 10);
    const message = 'no picture for 5 s';
    const times = { id: 'state-1', beginUs: START_MS * 1000, endUs: START_MS * 1000 };
    sink.takeEvent({ ...times, stream: 'lobby', type: 'state', severity: 'warning', message });
    await eventually(() => handled(sink) === 16);

    const answers = await Promise.all(
      queries.map(async (query) => {
        const filled = query.replace('$timeFilter', 'time > now() - 2h').replace('$__interval', '1m');
        const response = await ask(`${database.url}/query?db=framewatch&q=${encodeURIComponent(filled)}`);
        const { results } = (await response.json()) as { results: { error?: string; series?: object[] }[] };
        return { query, error: results[0]?.error, series: results[0]?.series?.length };
      })
    );
    expect(answers).toEqual(queries.map((query) => ({ query, error: undefined, series: 1 })));
    expect(queries.length).toBeGreaterThan(5);
  });
});
