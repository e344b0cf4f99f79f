import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FakeClock } from '../../test/fake-clock.js';
import {
  counted,
  countingSink,
  captureLog,
  eventually,
  frameResult,
  person,
  settled,
  temporaryFolder,
} from '../../test/sink/fakes.js';
import { createInfluxSink, type InfluxConfig, SpoolLockedError, type ResultSink } from './index.js';

let folder: ReturnType<typeof temporaryFolder>;
let clock: FakeClock;
let logged: ReturnType<typeof captureLog>;
let sinks: ResultSink[];
/** Lines of each request that the database took. */
let requests: string[][];
let databaseIsDown: boolean;

const beginUs = 1_700_000_000_000_000;
const event = { id: 'state-1', beginUs, endUs: beginUs, stream: 'lobby', type: 'state', severity: 'info' } as const;

async function newSink(changes: Partial<InfluxConfig> = {}): Promise<ResultSink> {
  const config: InfluxConfig = {
    type: 'influxdb',
    name: 'influxdb',
    url: 'http://operator:secret@influx.example:8086/influx?token=secret',
    org: 'home',
    bucket: 'framewatch',
    token: 'secret',
    spoolPath: folder.path,
    spoolBytes: 1_000_000,
    batchLines: 5000,
    batchMs: 1000,
    objects: false,
    ...changes,
  };
  const write = (text: string) => {
    if (databaseIsDown) return Promise.reject(new Error('connect ECONNREFUSED'));
    requests.push(text.split('\n'));
    return Promise.resolve();
  };
  const counting = countingSink();
  const { scope } = counting;
  const sink = await createInfluxSink(config, { log: logged.log, scope, clock, random: () => 1, write });
  counting.of(sink);
  sinks.push(sink);
  return sink;
}

/** Closes the sink as time goes by. */
async function close(sink: ResultSink, deadlineMs = 5000): Promise<void> {
  let closed = false;
  const closing = sink.close(deadlineMs).finally(() => (closed = true));
  await eventually(() => {
    clock.advance(1);
    return closed;
  });
  await closing;
}

function segments(): string[] {
  return readdirSync(folder.path).filter((name) => name.endsWith('.spool'));
}

beforeEach(() => {
  folder = temporaryFolder();
  clock = new FakeClock();
  logged = captureLog();
  sinks = [];
  requests = [];
  databaseIsDown = false;
});
afterEach(async () => {
  for (const sink of sinks) await close(sink);
  folder.remove();
});

describe('the InfluxDB sink', () => {
  it('gathers points for a second', async () => {
    const sink = await newSink();
    sink.takeResult(frameResult({ detections: [person(0.5)] }));
    sink.takeEvent({ ...event, message: 'streaming' });
    clock.advance(999);
    await settled();
    expect(requests).toEqual([]);
    expect(counted(sink).bufferedPoints).toBe(3);

    clock.advance(1);
    await eventually(() => counted(sink).pointsWritten === 3);

    expect(requests).toHaveLength(1);
    expect(requests[0]?.map((line) => line.split(',')[0])).toEqual(['frames', 'detections', 'events']);
    expect(counted(sink).bufferedPoints).toBe(0);
    expect(segments()).toEqual([]);
  });

  it('sends a batch that is full at once', async () => {
    const sink = await newSink({ batchLines: 10 });
    for (let seq = 0; seq < 25; seq += 1) sink.takeResult(frameResult({ seq, captureTimeUs: seq }));
    await eventually(() => counted(sink).pointsWritten === 20);

    expect(requests.map((lines) => lines.length)).toEqual([10, 10]);
    expect(counted(sink).bufferedPoints).toBe(5);
  });

  it('tells apart frames, and events, of the same time', async () => {
    const sink = await newSink();
    for (const stream of ['lobby', 'lobby', 'yard']) sink.takeResult(frameResult({ stream }));
    sink.takeEvent({ ...event, message: 'stalled' });
    sink.takeEvent({ ...event, message: 'waiting' });
    clock.advance(1000);
    await eventually(() => requests.length === 1);

    expect(requests[0]?.map((line) => Number(line.split(' ').at(-1)) - beginUs)).toEqual([0, 1, 0, 0, 1]);
  });

  it('writes what is counted: zones by the second, and each of two crossings at once', async () => {
    const sink = await newSink();
    const person = { objects: 2, most: 2, entries: 0, exits: 0, unique: 2, visits: 0, dwellSeconds: 0 };
    sink.takeCounts('lobby', { timeMs: beginUs / 1000, frames: 5, zones: { entrance: { person } }, lines: {} });
    const crossing = { ...event, type: 'crossing', line: 'door', direction: 'in', class: 'person' } as const;
    for (const track of [1, 2]) sink.takeEvent({ ...crossing, id: `crossing-${track}`, track, message: 'crossed' });
    clock.advance(1000);
    await eventually(() => requests.length === 1);

    const crossings = requests[0]?.filter((line) => line.startsWith('crossings,'));
    expect(crossings?.map((line) => line.split(' ').slice(1))).toEqual([
      ['track_id=1i', `${beginUs}`],
      ['track_id=2i', `${beginUs + 1}`],
    ]);
    expect(requests[0]?.map((line) => line.split(',')[0])).toEqual([
      'zones',
      'events',
      'crossings',
      'events',
      'crossings',
    ]);
  });

  it('keeps points in the spool while the database is down; the next run sends them first', async () => {
    databaseIsDown = true;
    const first = await newSink();
    first.takeResult(frameResult({ stream: 'before' }));
    await close(first);
    expect(segments()).toHaveLength(1);

    databaseIsDown = false;
    const second = await newSink();
    second.takeResult(frameResult({ stream: 'after' }));
    await close(second);

    expect(requests.map((lines) => /stream=(\w+)/.exec(lines[0] ?? '')?.[1])).toEqual(['before', 'after']);
    expect(segments()).toEqual([]);
    expect(logged.messages()).toEqual([
      'points cannot be written, kept for later',
      'points stay in the spool for the next run',
      'spool holds points of an earlier run, sending them',
    ]);
  });

  it('sends what it holds when it is closed, and gives its folder back', async () => {
    const sink = await newSink();
    sink.takeResult(frameResult());
    await close(sink);

    expect(requests).toHaveLength(1);
    expect(readdirSync(folder.path)).toEqual([]);
  });

  it('ends within its deadline although the database hangs, with the points in the spool', async () => {
    const config: Omit<InfluxConfig, 'url'> = {
      type: 'influxdb',
      name: 'influxdb',
      spoolPath: folder.path,
      spoolBytes: 1e6,
      batchLines: 10,
      batchMs: 10,
      objects: false,
      org: '',
      bucket: '',
      token: '',
    };
    const write = (_text: string, signal: AbortSignal) =>
      new Promise<void>((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
    const counting = countingSink();
    const { scope } = counting;
    const sink = await createInfluxSink({ ...config, url: 'http://influx' }, { log: logged.log, scope, clock, write });
    counting.of(sink);
    sink.takeResult(frameResult());
    const startMs = clock.nowMs();
    await close(sink, 300);

    expect(clock.nowMs() - startMs).toBeLessThanOrEqual(300);
    expect(segments()).toHaveLength(1);
    expect(counted(sink)).toMatchObject({ bufferedPoints: 1, pointsDropped: {} });
  });

  it('counts what comes after it was closed', async () => {
    const sink = await newSink();
    await close(sink);
    sink.takeResult(frameResult({ detections: [person(0.5)] }));

    expect(counted(sink).pointsDropped).toEqual({ shutdown: 2 });
  });

  it('can be closed twice', async () => {
    const sink = await newSink();
    await Promise.all([close(sink), close(sink)]);
  });

  it('refuses a spool folder that another runner uses', async () => {
    await newSink();

    await expect(newSink()).rejects.toThrow(SpoolLockedError);
  });

  it('works from memory while the spool folder cannot be written, and logs it once', async () => {
    rmSync(folder.path, { recursive: true });
    writeFileSync(folder.path, 'a file where the folder should be');
    const sink = await newSink();
    for (let round = 1; round <= 3; round += 1) {
      sink.takeResult(frameResult());
      clock.advance(1000);
      await eventually(() => counted(sink).pointsWritten === round);
    }

    expect(counted(sink).writeErrors).toEqual({ spool: 4 });
    expect(counted(sink).pointsDropped).toEqual({});
    expect(logged.lines).toMatchObject([
      {
        msg: expect.stringMatching(/^spool cannot be written, .*: free or repair the disk/) as string,
        folder: folder.path,
        cause: expect.stringContaining('EEXIST') as string,
      },
    ]);

    rmSync(folder.path);
    sink.takeResult(frameResult());
    clock.advance(1000);
    await eventually(() => counted(sink).pointsWritten === 4);
    expect(logged.messages().at(-1)).toBe('spool can be written again');
    expect(existsSync(join(folder.path, 'runner.lock'))).toBe(true);
  });

  it('never logs a secret', async () => {
    databaseIsDown = true;
    const sink = await newSink();
    sink.takeResult(frameResult());
    await close(sink);

    expect(logged.lines[0]).toMatchObject({ database: 'http://influx.example:8086' });
    expect(JSON.stringify(logged.lines)).not.toContain('secret');
  });

  it('tells what the exporter publishes', async () => {
    const sink = await newSink({ spoolBytes: 100_000 });
    expect(counted(sink)).toMatchObject({ bufferedPoints: 0, bufferCapacityPoints: 909 });
    sink.takeResult(frameResult({ detections: [person(0.5)] }));
    clock.advance(1000);
    await eventually(() => counted(sink).pointsWritten === 2);

    const { writes, bufferCapacityPoints } = counted(sink);
    expect(writes).toBe(1);
    expect(bufferCapacityPoints).toBeGreaterThan(500);
    expect(bufferCapacityPoints).toBeLessThan(1500);
  });
});

describe('objects', () => {
  const at = (ms: number, ...tracks: (number | undefined)[]) =>
    frameResult({
      captureTimeUs: beginUs + ms * 1000,
      detections: tracks.map((track) => ({
        class: 'person',
        confidence: 0.5,
        box: [0.1, 0.2, 0.3, 0.4] as const,
        ...(track !== undefined && { track }),
      })) as never,
    });
  const objects = () => requests.flat().filter((line) => line.startsWith('objects,'));

  it('have a point in each second, at their first sight in it, if that is asked for', async () => {
    const sink = await newSink({ objects: true });
    for (const result of [at(0, 1, 2, undefined), at(500, 1, 3), at(1000, 1)]) sink.takeResult(result);
    await close(sink);
    const time = (line: string) => Number(line.split(' ').at(-1));
    const [first = ''] = objects();
    expect(objects().map((line) => line.replace(/ \d+$/, ''))).toEqual(
      [1, 2, 3, 1].map(
        (track) =>
          `objects,class=person,stream=lobby confidence=0.5,height=0.4,track_id=${track}i,width=0.3,x=0.1,y=0.2`
      )
    );
    expect(objects().map((line) => time(line) - time(first))).toEqual([0, 1, 500_000, 1_000_000]);
  });

  it('are left out otherwise', async () => {
    const sink = await newSink();
    sink.takeResult(at(0, 1));
    await close(sink);
    expect(objects()).toEqual([]);
  });
});
