import { createServer } from 'node:net';
import { ensureSampleClip } from '@framewatch/models';
import { healthSchema, streamListSchema, VIEWER_API } from '@framewatch/protocol';
import { pino } from 'pino';
import { assign, createRunner, type Runner, type RunnerConfig, type ShardConfig } from '../src/index.js';
import { FakeClock } from './fake-clock.js';
import { FakeModel, STREAM } from './pipeline/fakes.js';
import { watch } from './viewer/watch.js';
import { modelConfig } from './model/model-config.js';
import { seriesOf } from './series.js';

jest.setTimeout(120_000);

const log = pino({ level: 'silent' });
const TOKEN = 'correct-horse-battery';
const BEARER = { authorization: `Bearer ${TOKEN}` };
const IDS = ['lobby', 'gate', 'dock', 'yard', 'sample-1', 'sample-2'];

let clipPath: string;
let base: number;
const running: Runner[] = [];

beforeAll(async () => {
  clipPath = (await ensureSampleClip()).path;
}, 300_000);

beforeEach(async () => {
  base = await freeBase();
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((runner) => runner.stop()));
});

/** The streams that a runner reports. */
function streamsCounted(runner: Runner): string[] {
  const series = seriesOf(runner.telemetry().metrics, 'framewatch_stream_up');
  return Object.keys(series).map((labels) => labels.replace('stream=', ''));
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** Replicas find each other by a number in their address; here it is the last digit of the port. */
async function freeBase(): Promise<number> {
  for (let candidate = 2000 + (process.pid % 900); ; candidate += 1) {
    const free = await Promise.all([0, 1, 2].map((ordinal) => isFree(candidate * 10 + ordinal)));
    if (free.every(Boolean)) return candidate;
  }
}

function replica(ordinal: number, shard: Partial<ShardConfig> = {}, clock?: FakeClock, ids = IDS): Runner {
  const config: RunnerConfig = {
    id: `runner-${ordinal}`,
    logLevel: 'info',
    timeZone: 'UTC',
    models: [modelConfig('')],
    streams: ids.map((id) => ({ ...STREAM, id, name: `Camera ${id}`, url: clipPath })),
    viewer: { host: '127.0.0.1', port: base * 10 + ordinal, tokens: [TOKEN] },
    sinks: [],
    shard: {
      ordinal,
      replicas: 3,
      maxReplicas: 3,
      peers: `http://127.0.0.1:${base}{ordinal}`,
      graceSeconds: 60,
      ...shard,
    },
  };
  const createModel = () => Promise.resolve(answeringModel());
  const runner = createRunner(config, { log, createModel, ...(clock && { clock }) });
  running.push(runner);
  return runner;
}

function answeringModel(): FakeModel {
  const model = new FakeModel();
  const infer = model.infer.bind(model);
  model.infer = (frame) => {
    const inference = infer(frame);
    model.answer(frame.ptsUs);
    return inference;
  };
  return model;
}

const streamsOf = (runner: Runner) => [...runner.streams.keys()];

function get(ordinal: number, path: string): Promise<Response> {
  return fetch(`http://127.0.0.1:${base}${ordinal}${VIEWER_API}${path}`, { headers: BEARER });
}

async function listOf(ordinal: number) {
  return streamListSchema.parse(await (await get(ordinal, '/streams')).json()).streams;
}

describe('three replicas', () => {
  it('run each stream once, and each of them answers for all', async () => {
    const runners = [0, 1, 2].map((ordinal) => replica(ordinal));
    await Promise.all(runners.map((runner) => runner.start()));
    expect(runners.map(streamsOf)).toEqual(assign(IDS, 3));

    for (const ordinal of [0, 1, 2]) {
      const list = await listOf(ordinal);
      expect(list.map(({ id }) => id)).toEqual(IDS);
      expect(list.every(({ reason }) => !reason?.includes('replica'))).toBe(true);
      for (const id of IDS) expect((await get(ordinal, `/streams/${id}`)).status).toBe(200);
      expect(healthSchema.parse(await (await get(ordinal, '/health')).json()).streams.total).toBe(IDS.length);
    }
    expect((await get(0, '/streams/nobody')).status).toBe(404);
    expect(runners.map((runner) => streamsCounted(runner).length)).toEqual(assign(IDS, 3).map((s) => s.length));
  });

  it('show video of a stream that another one runs', async () => {
    await Promise.all([0, 1, 2].map((ordinal) => replica(ordinal).start()));
    const viewer = watch(base * 10, 'gate', 'h264', BEARER);
    await viewer.until(() => viewer.seen.pictures.length >= 10);
    expect(viewer.seen.pictures[0]).toMatchObject({ key: true });
    viewer.close();
  });

  it('name the streams of one that is down, and serve the others', async () => {
    await Promise.all([0, 1].map((ordinal) => replica(ordinal).start()));
    const list = await listOf(0);
    expect(list.filter(({ reason }) => reason?.includes('replica 2')).map(({ id }) => id)).toEqual(assign(IDS, 3)[2]);
    expect((await get(0, '/streams/gate')).status).toBe(502);
    expect((await get(0, '/streams/sample-2')).status).toBe(200);
    expect(healthSchema.parse(await (await get(0, '/health')).json()).status).toBe('degraded');
  });
});

describe('a replica more, and one less', () => {
  it('takes over its streams without touching the others, and gives them back', async () => {
    const clock = new FakeClock();
    const change = { replicas: 1, maxReplicas: 3 };
    const first = replica(0, change, clock);
    await first.start();
    expect(streamsOf(first)).toEqual(IDS);
    const stays = first.streams.get('lobby');
    const viewer = watch(base * 10, 'sample-2', 'none', BEARER);
    await viewer.until(() => viewer.seen.configs === 1);

    const second = replica(1, change);
    await second.start();
    await looksUntil(clock, () => streamsOf(first).length < IDS.length);
    expect(streamsOf(first)).toEqual(assign(IDS, 2)[0]);
    expect(streamsOf(second)).toEqual(assign(IDS, 2)[1]);
    expect(first.streams.get('lobby')).toBe(stays);
    // Sent on to the new owner, without a word to who looks on.
    await viewer.until(() => viewer.seen.connections === 2);
    expect(viewer.seen.states).toEqual(['connecting', 'open']);
    viewer.close();
    expect(streamsCounted(first)).toEqual(assign(IDS, 2)[0]);

    await second.stop();
    await looksUntil(clock, () => streamsOf(first).length === IDS.length);
    expect(streamsOf(first).sort()).toEqual([...IDS].sort());
    expect(first.streams.get('lobby')).toBe(stays);
  });

  it('may have no stream at all and be well', async () => {
    const runner = replica(2, { peers: null }, undefined, ['lobby']);
    await runner.start();
    expect(streamsOf(runner)).toEqual([]);
    expect((await fetch(`http://127.0.0.1:${base}2/healthz`)).status).toBe(200);
    expect(healthSchema.parse(await (await get(2, '/health')).json())).toMatchObject({ status: 'ok' });
  });
});

/** Moves time on by one look at the other replicas after another, each of which takes real requests. */
async function looksUntil(clock: FakeClock, condition: () => boolean): Promise<void> {
  while (!condition()) {
    clock.advance(5_000);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
