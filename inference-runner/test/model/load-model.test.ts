import { mkdtemp, readdir, rm, truncate, writeFile, copyFile } from 'node:fs/promises';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureModel } from '@framewatch/models';
import { AV_PIX_FMT_YUV420P } from 'node-av/constants';
import { Frame } from 'node-av/lib';
import { pino } from 'pino';
import { loadModel, type Model, ModelFileError, ModelShapeError, ModelWorkerError } from '../../src/model/index.js';
import { shared } from '../frame/frames.js';
import { strangeModel } from './graphs.js';
import { modelConfig } from './model-config.js';

const log = pino({ level: 'silent' });
let folder: string;
let movenet: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'framewatch-model-'));
  movenet = (await ensureModel('movenet-multipose')).path;
}, 300_000);

afterAll(() => rm(folder, { recursive: true }));

function greyFrame(width: number, height: number) {
  const frame = new Frame();
  frame.alloc();
  frame.width = width;
  frame.height = height;
  frame.format = AV_PIX_FMT_YUV420P;
  frame.getBuffer(0);
  for (const plane of frame.data ?? []) plane.fill(128);
  return shared(frame);
}

async function inferOnce(model: Model, width = 640, height = 360) {
  using frame = greyFrame(width, height);
  return await model.infer(frame);
}

describe('a model', () => {
  it('infers frames of any size, and several at a time', async () => {
    const model = await loadModel(modelConfig(movenet), { log });
    const sizes = [
      [640, 360],
      [360, 640],
      [33, 17],
      [1921, 1081],
    ] as const;
    const inferences = await Promise.all(sizes.map(([width, height]) => inferOnce(model, width, height)));
    for (const { detections, inferenceMs, queueMs, preprocessMs } of inferences) {
      expect(detections).toEqual([]);
      expect(inferenceMs).toBeGreaterThan(0);
      expect(Math.min(queueMs, preprocessMs)).toBeGreaterThanOrEqual(0);
    }
    await model.close();
    const error: unknown = await inferOnce(model).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'InferenceError', reason: 'session' });
    expect((error as Error).cause).toBeInstanceOf(ModelWorkerError);
  });

  it('runs on the CPU, and says so, where the configured providers are not there', async () => {
    const warnings: object[] = [];
    const loud = pino({ level: 'warn' }, { write: (line: string) => warnings.push(JSON.parse(line) as object) });
    const model = await loadModel(modelConfig(movenet, { providers: ['coreml', 'dml'] }), { log: loud });
    expect(model.execution).toEqual([
      {
        model: 'pose',
        provider: 'cpu',
        refused: [
          { provider: 'coreml', reason: 'not-in-build', detail: 'this build of ONNX Runtime does not have it' },
          expect.objectContaining({ provider: 'dml', reason: 'not-in-build' }),
        ],
      },
    ]);
    expect(warnings).toMatchObject([
      { wanted: 'coreml', provider: 'cpu', reason: 'this build of ONNX Runtime does not have it' },
      { wanted: 'dml', provider: 'cpu' },
    ]);
    await model.close();
  });
});

it('the threads of a model go after those that answer cameras and viewers', async () => {
  if (process.platform !== 'linux') return;
  const own = getPriority();
  const model = await loadModel(modelConfig(movenet, { sessions: 2 }), { log });
  const threads = await readdir('/proc/self/task');
  const priorities = threads.map((id) => getPriority(Number(id)));
  expect(getPriority()).toBe(own);
  expect(priorities.filter((each) => each === own + 2)).toHaveLength(2);
  expect(priorities.filter((each) => each === own)).toHaveLength(threads.length - 2);
  await model.close();
});

describe('a model with two sessions', () => {
  it('infers as one does, whichever of them has a frame', async () => {
    const model = await loadModel(modelConfig(movenet, { sessions: 2 }), { log });
    expect(model.sessions).toBe(2);
    const [a, b, c] = await Promise.all([inferOnce(model), inferOnce(model), inferOnce(model)]);
    expect([b.detections, c.detections]).toEqual([a.detections, a.detections]);
    await model.close();
  });

  it('is read as its options say', async () => {
    const model = await loadModel(
      modelConfig(movenet, { confidence: 0, options: { maxDetections: 2 }, labels: ['worker'] }),
      { log }
    );
    const { detections } = await inferOnce(model);
    expect(detections.map((detection) => detection.class)).toEqual(['worker', 'worker']);
    await model.close();
  });
});

describe('a model that cannot be used is refused with cause and remedy', () => {
  it('missing', async () => {
    const load = loadModel(modelConfig('/nowhere/pose.onnx'), { log });
    await expect(load).rejects.toThrow(ModelFileError);
    await expect(load).rejects.toThrow('model `pose`: cannot read /nowhere/pose.onnx (ENOENT); check its path');
  });

  it('no ONNX at all', async () => {
    const path = join(folder, 'random.onnx');
    await writeFile(path, Buffer.from('this is no model'));
    const load = loadModel(modelConfig(path), { log });
    await expect(load).rejects.toThrow(ModelFileError);
    await expect(load).rejects.toThrow(/^model `pose`: .*random\.onnx is text, not a model; give the \.onnx file/);
  });

  it('cut off', async () => {
    const path = join(folder, 'half.onnx');
    await copyFile(movenet, path);
    await truncate(path, 4_000_000);
    await expect(loadModel(modelConfig(path), { log })).rejects.toThrow(ModelFileError);
  });

  it('of no family that the runner knows', async () => {
    const path = join(folder, 'strange.onnx');
    await writeFile(path, strangeModel());
    const load = loadModel(modelConfig(path, { name: 'face' }), { log });
    await expect(load).rejects.toThrow(ModelShapeError);
    await expect(load).rejects.toThrow(
      /^model `face` .* fits no model family\. It has the input sound float32 \[1, 16000\] and the output .*\n- [\w-]+: its input `sound` float32 \[1, 16000\] is not /
    );
  });

  it('with an input size that it cannot take', async () => {
    const load = loadModel(modelConfig(movenet, { input: { width: 250, height: 250 } }), { log });
    await expect(load).rejects.toThrow('both sides have to be multiples of 32');
  });
});
