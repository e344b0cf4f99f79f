import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeNumberedClip } from '@framewatch/models';
import type { FrameResult } from '@framewatch/protocol';
import { pino } from 'pino';
import type { ModelConfig } from '../../src/config/index.js';
import { createRunner } from '../../src/index.js';
import { SharedFrame } from '../../src/frame/index.js';
import { type Inference, loadModel, type Model, ModelShapeError } from '../../src/model/index.js';
import { STREAM } from '../pipeline/fakes.js';
import { batchModel, notFiniteModel } from './graphs.js';
import { modelConfig } from './model-config.js';
import { picture } from './pictures.js';
import { randomOf } from './random.js';

/** Models that are run on frames of several streams at once, by the real ONNX Runtime. */

const log = pino({ level: 'silent' });
let folder: string;
let clip: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'framewatch-batch-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function withModel<T>(
  model: Buffer,
  change: Partial<ModelConfig>,
  use: (model: Model) => Promise<T>
): Promise<T> {
  const path = join(folder, 'model.onnx');
  await writeFile(path, model);
  const loaded = await loadModel(modelConfig(path, { confidence: 0, ...change }), { log });
  try {
    return await use(loaded);
  } finally {
    await loaded.close();
  }
}

async function infer(model: Model, frame: SharedFrame): Promise<Inference> {
  using held = frame;
  return await model.infer(held);
}

/** The frames of two streams, each of another size; the same `seed` gives the same frames. */
function framesOf(
  seed: number,
  sizes: readonly (readonly [number, number])[] = [
    [320, 180],
    [200, 150],
  ]
): SharedFrame[] {
  const random = randomOf(seed);
  return sizes.map(([width, height]) => {
    const [red, green] = [random(), random()];
    return picture(width, height, (x, y) => [x * red * 255, y * green * 255, ((x * 7 + y * 5) % 1) * 200]);
  });
}

const SQUARE = { input: { width: 128, height: 128 } };
/** A shade of grey, 0 to 255. */
const shade = (value: number) => picture(64, 64, () => [value, value, value]);

describe('frames of two streams in one run', () => {
  it('have the results that each has by itself, bit for bit', async () => {
    const seeds = [1, 2, 3, 4, 5];
    const alone = await withModel(batchModel(), SQUARE, async (model) => {
      const found: Inference[] = [];
      for (const frame of seeds.flatMap((seed) => framesOf(seed))) found.push(await infer(model, frame));
      return found;
    });
    const together = await withModel(batchModel(), { ...SQUARE, batch: 2 }, async (model) => {
      const found: Inference[] = [];
      for (const seed of seeds) found.push(...(await Promise.all(framesOf(seed).map((frame) => infer(model, frame)))));
      return found;
    });
    expect(together.map(({ detections }) => detections)).toEqual(alone.map(({ detections }) => detections));
    expect(new Set(alone.map(({ detections }) => JSON.stringify(detections))).size).toBe(10);
    // One run takes one time.
    for (let i = 0; i < together.length; i += 2) expect(together[i]!.inferenceMs).toBe(together[i + 1]!.inferenceMs);
  });

  it('may be of different sizes: these are run one after the other', async () => {
    const wide = [
      [320, 180],
      [180, 320],
    ] as const;
    const detections = async (model: Model) =>
      (await Promise.all(framesOf(7, wide).map((frame) => infer(model, frame)))).map((found) => found.detections);
    const alone = await withModel(batchModel(), {}, detections);
    expect(await withModel(batchModel(), { batch: 2 }, detections)).toEqual(alone);
  });

  it('all fail with a run that fails; the next is run as ever', async () => {
    await withModel(batchModel({ fails: true }), { ...SQUARE, batch: 2 }, async (model) => {
      const failed = await Promise.allSettled([infer(model, shade(40)), infer(model, shade(250))]);
      for (const outcome of failed) {
        expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'InferenceError', reason: 'session' } });
      }
      const next = await Promise.all([infer(model, shade(40)), infer(model, shade(90))]);
      for (const { detections } of next) expect(detections).not.toEqual([]);
    });
    expect(SharedFrame.live).toBe(0);
  });
});

describe('two streams of a runner', () => {
  const FRAMES = 30;

  /** The results of both streams of one clip, each frame of which is inferred. */
  async function resultsOf(batch: number): Promise<FrameResult[][]> {
    const path = join(folder, 'model.onnx');
    await writeFile(path, batchModel());
    const streams = ['a', 'b'].map((id) => ({ ...STREAM, id, url: clip, pace: 'unpaced' as const }));
    const models = [modelConfig(path, { ...SQUARE, confidence: 0, batch })];
    const viewer = { host: '127.0.0.1', port: 0, tokens: [] };
    const config = { id: 'test', logLevel: 'info' as const, timeZone: 'UTC', models, streams, viewer, sinks: [] };
    const runner = createRunner(config, { log });
    const results = streams.map((): FrameResult[] => []);
    try {
      await runner.start();
      await Promise.all(
        streams.map(
          ({ id }, index) =>
            new Promise<void>((resolve) => {
              runner.streams.get(id)?.watch({
                onState: (state) => state === 'ended' && resolve(),
                onEvent: () => undefined,
                onResult: (_, result) => results[index]?.push(result),
              });
            })
        )
      );
    } finally {
      await runner.stop();
    }
    return results;
  }

  it('have the same results in batches as without, and share runs', async () => {
    clip = join(folder, 'clip.mp4');
    await makeNumberedClip({ path: clip, width: 640, height: 360, frames: FRAMES });
    const [alone, together] = [await resultsOf(1), await resultsOf(2)];
    const said = (results: FrameResult[][]) =>
      results.map((each) =>
        Object.fromEntries(
          each.map(({ ptsUs, detections }) => [ptsUs, detections.map(({ box, confidence }) => ({ box, confidence }))])
        )
      );
    for (const results of [...alone, ...together]) expect(results.length).toBeGreaterThan(FRAMES / 2);
    const [first, second] = said(together);
    for (const [ptsUs, detections] of Object.entries({ ...said(alone)[0] })) {
      if (first?.[ptsUs]) expect(first[ptsUs]).toEqual(detections);
      if (second?.[ptsUs]) expect(second[ptsUs]).toEqual(detections);
    }
    // One run takes one time, to the nanosecond.
    const times = together.flat().map(({ timings }) => timings.inference);
    expect(new Set(times).size).toBeLessThan(times.length);
  });
});

it('a batch is refused by a model that is made for one picture', async () => {
  const refused = withModel(notFiniteModel(), { batch: 4 }, () => Promise.resolve());
  await expect(refused).rejects.toThrow(ModelShapeError);
  await expect(refused).rejects.toThrow(
    'the model is made for a fixed number of them (`input` [1, height, width, 3]); take out `batch`, or export'
  );
});
