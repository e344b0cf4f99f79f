import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureModel, ensureSampleClip } from '@framewatch/models';
import {
  detectionHistorySchema,
  type FrameResult,
  streamListSchema,
  parseTelemetry,
  VIEWER_API,
} from '@framewatch/protocol';
import { pino } from 'pino';
import {
  AddressInUseError,
  createRunner,
  ModelFileError,
  ModelWorkerError,
  type Runner,
  type RunnerConfig,
} from '../src/index.js';
import type { Fallback } from '../src/model/index.js';
import { FakeModel, STREAM, watcher } from './pipeline/fakes.js';
import { modelConfig } from './model/model-config.js';
import { seriesOf, valueOf } from './series.js';

const log = pino({ level: 'silent' });
let modelPath: string;
let clipPath: string;
let runner: Runner | null = null;

beforeAll(async () => {
  modelPath = (await ensureModel('movenet-multipose')).path;
  clipPath = (await ensureSampleClip()).path;
}, 300_000);

afterEach(async () => {
  await runner?.stop();
  runner = null;
});

function config(change: Partial<RunnerConfig> = {}): RunnerConfig {
  return {
    id: 'test',
    logLevel: 'info',
    timeZone: 'UTC',
    models: [modelConfig(modelPath)],
    streams: [{ ...STREAM, url: clipPath, pace: 'unpaced' }],
    viewer: { host: '127.0.0.1', port: 0, tokens: [] },
    sinks: [],
    ...change,
  };
}

/** The first results of a stream. */
function results(of: Runner, count: number): Promise<FrameResult[]> {
  const collected: FrameResult[] = [];
  return new Promise((resolve) => {
    const leave = of.streams.get('lobby')!.watch({
      onState: () => undefined,
      onEvent: () => undefined,
      onResult: (_, result) => {
        collected.push(result);
        if (collected.length < count) return;
        leave();
        resolve(collected);
      },
    });
  });
}

async function get(port: number, path: string): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}${VIEWER_API}${path}`);
}

describe('the runner with a real model on real video', () => {
  it('finds people in every frame of the sample clip that has some, in order, and serves what it found', async () => {
    runner = createRunner(config(), { log });
    const { port } = await runner.start();
    const found = await results(runner, 60);

    expect(found.map(({ seq }) => seq)).toEqual(found.map((_, i) => found[0]!.seq + i));
    const times = found.map(({ ptsUs }) => ptsUs);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(found.every(({ dropped }) => dropped === 0)).toBe(true);
    const people = found.flatMap(({ detections }) => detections);
    expect(people.length).toBeGreaterThan(found.length);
    for (const { class: name, box, keypoints, confidence } of people) {
      expect(name).toBe('person');
      expect(confidence).toBeGreaterThanOrEqual(0.25);
      expect(Math.min(...box)).toBeGreaterThanOrEqual(0);
      expect(box[0] + box[2]).toBeLessThanOrEqual(1.0001);
      expect(keypoints).toHaveLength(17);
    }

    const { streams } = streamListSchema.parse(await (await get(port, '/streams')).json());
    expect(streams).toMatchObject([{ id: 'lobby', width: 960, height: 540, codec: 'h264', model: 'pose' }]);
    const { snapshot, leftOut } = parseTelemetry(await (await get(port, '/telemetry')).json());
    expect([snapshot.runner.id, leftOut]).toEqual(['test', []]);
    expect(seriesOf(snapshot.metrics, 'framewatch_model_up')).toEqual({ 'model=pose': 1 });
    expect(valueOf(snapshot.metrics, 'framewatch_frames_inferred_total')).toBeGreaterThanOrEqual(60);
    const history = detectionHistorySchema.parse(await (await get(port, '/streams/lobby/detections')).json());
    expect(history.buckets.length).toBeGreaterThan(0);
    for (const annotated of [0, 1]) {
      const jpeg = await get(port, `/streams/lobby/snapshot.jpg?annotated=${annotated}`);
      expect(jpeg.headers.get('content-type')).toBe('image/jpeg');
      expect(Buffer.from(await jpeg.arrayBuffer()).subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
    }
  }, 60_000);

  it('infers every frame of a file that is not paced, then waits at its end', async () => {
    const model = new FakeModel();
    const infer = model.infer.bind(model);
    model.infer = (frame) => {
      const inference = infer(frame);
      model.answer(frame.ptsUs);
      return inference;
    };
    runner = createRunner(config(), { log, createModel: () => Promise.resolve(model) });
    await runner.start();
    const stream = runner.streams.get('lobby')!;
    await new Promise<void>((resolve) => stream.watch(watcher({ onState: (state) => state === 'ended' && resolve() })));
    await runner.stop();
    const { metrics } = runner.telemetry();
    expect(valueOf(metrics, 'framewatch_frames_decoded_total')).toBe(720);
    expect(valueOf(metrics, 'framewatch_frames_inferred_total')).toBe(720);
    expect(seriesOf(metrics, 'framewatch_frames_dropped_total')).toEqual({});
  }, 60_000);
});

describe('the runner', () => {
  it('shows streams that cannot be opened, with the reason, while others run', async () => {
    const streams = [
      { ...STREAM, id: 'gone', url: '/nowhere/clip.mp4' },
      { ...STREAM, url: clipPath },
    ];
    runner = createRunner(config({ streams }), { log, createModel: () => Promise.resolve(new FakeModel()) });
    const { port } = await runner.start();
    await new Promise<void>((resolve) => {
      const stream = runner!.streams.get('gone')!;
      if (stream.describe().state === 'failed') resolve();
      stream.watch(watcher({ onState: (state) => state === 'failed' && resolve() }));
    });
    const { streams: described } = streamListSchema.parse(await (await get(port, '/streams')).json());
    expect(described[0]).toMatchObject({ id: 'gone', state: 'failed' });
    expect(described[0]?.reason).toContain('no such file');
    expect(described[1]?.state).not.toBe('failed');
  });

  it('leaves nothing running when it cannot start', async () => {
    const createModel = () => Promise.resolve(new FakeModel());
    runner = createRunner(config(), { log, createModel });
    const { port } = await runner.start();
    const model = new FakeModel();
    const close = jest.spyOn(model, 'close');
    const second = createRunner(config({ viewer: { host: '127.0.0.1', port, tokens: [] } }), {
      log,
      createModel: () => Promise.resolve(model),
    });
    await expect(second.start()).rejects.toThrow(AddressInUseError);
    expect(close).toHaveBeenCalledTimes(1);
    await second.stop();
  });

  it('names the model that cannot be loaded, and ends the ones that could', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'framewatch-runner-'));
    await writeFile(join(folder, 'broken.onnx'), 'no model');
    const { models, streams } = config();
    const broken = { ...models[0]!, name: 'broken', path: join(folder, 'broken.onnx') };
    const both = {
      models: [...models, broken],
      streams: [...streams, { ...STREAM, id: 'b', model: 'broken', models: ['broken'] }],
    };
    const failing = createRunner(config(both), { log });
    await expect(failing.start()).rejects.toThrow(ModelFileError);
    await failing.stop();
    await rm(folder, { recursive: true });
  });

  it('does not start with a rule on keypoints that the model does not find', async () => {
    const anomalies = { ...STREAM.anomalies, rules: [{ type: 'fallen' as const, seconds: 10, except: [] }] };
    const failing = createRunner(config({ streams: [{ ...STREAM, url: clipPath, anomalies }] }), {
      log,
      createModel: () => Promise.resolve(new FakeModel()),
    });
    await expect(failing.start()).rejects.toThrow(
      'streams[0].anomalies.rules[0].type (model pose): got "fallen", which needs a model that finds the keypoints of people'
    );
    await failing.stop();
  });

  it('says when a model stops working for good, for whoever started it to act', async () => {
    let lose: (error: Error) => void = () => undefined;
    const onModelLost = jest.fn();
    runner = createRunner(config(), {
      log,
      onModelLost,
      createModel: (_config, { lost = () => undefined }) => {
        lose = lost;
        return Promise.resolve(new FakeModel());
      },
    });
    await runner.start();
    const error = new ModelWorkerError('model `pose`: its thread ended: exit code 1');
    lose(error);
    expect(onModelLost.mock.calls).toEqual([[error]]);
    const { metrics } = runner.telemetry();
    expect(seriesOf(metrics, 'framewatch_model_up')).toEqual({ 'model=pose': 0 });
    expect(seriesOf(metrics, 'framewatch_execution_provider_info')).toEqual({ 'model=pose,provider=cpu': 1 });
  });

  it('tells of a model that fell back: what it is executed on, and on what not', async () => {
    let fall: (fallback: Fallback) => void = () => undefined;
    const model = new FakeModel();
    const told: unknown[] = [];
    runner = createRunner(config(), {
      log,
      createModel: (_config, { fellBack = () => undefined }) => {
        fall = fellBack;
        return Promise.resolve(model);
      },
    });
    model.execution = [{ model: 'pose', provider: 'cuda', refused: [] }];
    await runner.start();
    const stream = [...runner.streams.values()][0]!;
    stream.watch({
      onResult: () => undefined,
      onEvent: () => undefined,
      onState: () => told.push(stream.describe().execution),
    });
    const detail = 'out of memory '.repeat(100);
    model.execution = [
      { model: 'pose', provider: 'cpu', refused: [{ provider: 'cuda', reason: 'run-failed', detail }] },
    ];
    fall({ from: 'cuda', to: 'cpu', reason: detail });

    const { metrics } = runner.telemetry();
    expect(seriesOf(metrics, 'framewatch_model_fallbacks_total')).toEqual({ 'model=pose,provider=cuda': 1 });
    expect(seriesOf(metrics, 'framewatch_execution_provider_info')).toEqual({ 'model=pose,provider=cpu': 1 });
    expect(seriesOf(metrics, 'framewatch_execution_provider_refused_info')).toEqual({
      'model=pose,provider=cuda,reason=run-failed': 1,
    });
    const shortened = expect.stringMatching(/^out of memory .{185}…$/) as string;
    const refused = [{ provider: 'cuda', reason: 'run-failed', detail: shortened }];
    expect(told).toContainEqual([{ model: 'pose', provider: 'cpu', refused }]);
  });

  it('loads a detector once and before the models that it is run for, which are lost with it', async () => {
    const { models, streams } = config();
    const [model, stream] = [models[0]!, streams[0]!];
    const people = { ...model, name: 'people' };
    const both = {
      models: [{ ...model, name: 'pose', detector: 'people' }, people],
      streams: [stream, { ...stream, id: 'hall', model: 'people', models: ['people'] }],
    };
    const loaded: [name: string, detector: unknown][] = [];
    const onModelLost = jest.fn();
    const detector = new FakeModel();
    let lose: (error: Error) => void = () => undefined;
    runner = createRunner(config(both), {
      log,
      onModelLost,
      createModel: ({ name }, { lost = () => undefined, detector: before }) => {
        loaded.push([name, before]);
        if (name === 'people') lose = lost;
        return Promise.resolve(name === 'people' ? detector : new FakeModel());
      },
    });
    await runner.start();
    expect(loaded).toEqual([
      ['people', null],
      ['pose', detector],
    ]);
    lose(new ModelWorkerError('model `people`: its thread ended: exit code 1'));
    expect(onModelLost).toHaveBeenCalledTimes(1);
    expect(seriesOf(runner.telemetry().metrics, 'framewatch_model_up')).toEqual({ 'model=people': 0, 'model=pose': 0 });
  });

  it('can be stopped before, while and after it starts, and more than once', async () => {
    const createModel = () => Promise.resolve(new FakeModel());
    const never = createRunner(config(), { log, createModel });
    await never.stop();
    const early = createRunner(config(), { log, createModel });
    const starting = early.start();
    await Promise.all([early.stop(), early.stop(), starting]);
    expect(early.streams.get('lobby')?.describe().state).not.toBe('streaming');
  });
});
