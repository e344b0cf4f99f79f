import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeModel, type OnnxNode } from '@framewatch/models/onnx';
import { pino } from 'pino';
import type { ModelConfig } from '../../src/config/index.js';
import { SharedFrame } from '../../src/frame/index.js';
import { loadModel, type Model, ModelShapeError } from '../../src/model/index.js';
import { orient } from '../picture/patterns.js';
import { modelConfig } from './model-config.js';
import { passThrough, planes } from './pass-through.js';
import { picture } from './pictures.js';

/** A detector that says the same of every picture, and a pose model whose one keypoint is where its input is brightest. */

const log = pino({ level: 'silent' });
const [WIDTH, HEIGHT] = [640, 480];
const [INPUT_WIDTH, INPUT_HEIGHT] = [192, 256];
const PERSON = 0;
const DOG = 16;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'framewatch-top-down-'));
});

afterAll(() => rm(folder, { recursive: true }));

interface Found {
  /** left, top, right, bottom; pixels. */
  box: [number, number, number, number];
  score: number;
  class?: number;
}

/** A bright spot, pixels. */
interface Spot {
  x: number;
  y: number;
  size: number;
}

function detector(found: readonly Found[]): Buffer {
  const count = found.length;
  return passThrough({
    inputs: [planes('input', [HEIGHT, WIDTH])],
    outputs: [
      {
        name: 'dets',
        type: 'float32',
        size: [1, count, 5],
        shape: [1, 'objects', 5],
        values: found.flatMap(({ box, score }) => [...box, score]),
      },
      {
        name: 'labels',
        type: 'int64',
        size: [1, count],
        shape: [1, 'objects'],
        values: found.map((each) => each.class ?? PERSON),
      },
    ],
  });
}

const ints = (name: string, values: number[]) => ({
  name,
  type: 'int64' as const,
  shape: [values.length],
  data: BigInt64Array.from(values, BigInt),
});

/** Scores are the means of columns and of rows; each is there twice, as places are half pixels. */
function brightest(): Buffer {
  const node = (op: string, inputs: string[], output: string, attributes: OnnxNode['attributes'] = {}): OnnxNode => ({
    op,
    name: output,
    inputs,
    outputs: [output],
    attributes,
  });
  const along = (name: string, axis: number) => [
    node('ReduceMean', ['input'], `${name}-means`, { axes: [1, axis], keepdims: 0 }),
    node('Reshape', [`${name}-means`, `${name}-one`], `${name}-each`),
    node('Expand', [`${name}-each`, `${name}-two`], `${name}-twice`),
    node('Reshape', [`${name}-twice`, `${name}-size`], name),
  ];
  const sizes = (name: string, side: number) => [
    ints(`${name}-one`, [-1, 1, side, 1]),
    ints(`${name}-two`, [1, 1, side, 2]),
    ints(`${name}-size`, [-1, 1, 2 * side]),
  ];
  return encodeModel({
    name: 'brightest',
    producer: 'framewatch',
    opset: 17,
    nodes: [...along('simcc_x', 2), ...along('simcc_y', 3)],
    initializers: [...sizes('simcc_x', INPUT_WIDTH), ...sizes('simcc_y', INPUT_HEIGHT)],
    inputs: [planes('input', [INPUT_HEIGHT, INPUT_WIDTH], 'float32', 'batch')],
    outputs: [
      { name: 'simcc_x', type: 'float32', shape: ['batch', 1, 2 * INPUT_WIDTH] },
      { name: 'simcc_y', type: 'float32', shape: ['batch', 1, 2 * INPUT_HEIGHT] },
    ],
    metadata: {},
  });
}

const notFinite = () => scores(() => NaN);

/** Says the same of every person. */
function scores(of: (place: number, axis: 'x' | 'y') => number): Buffer {
  const row = (axis: 'x' | 'y', side: number) => ({
    name: `simcc_${axis}`,
    type: 'float32' as const,
    size: [1, 1, 2 * side],
    values: Array.from({ length: 2 * side }, (_, place) => of(place, axis)),
  });
  return passThrough({
    inputs: [planes('input', [INPUT_HEIGHT, INPUT_WIDTH])],
    outputs: [row('x', INPUT_WIDTH), row('y', INPUT_HEIGHT)],
  });
}

/** Light of spots on black, at fractions of the picture. */
function lit(spots: readonly Spot[]) {
  return (across: number, down: number): [number, number, number] => {
    const light = spots.reduce((sum, { x, y, size }) => {
      const distance = (across * WIDTH - x) ** 2 + (down * HEIGHT - y) ** 2;
      return sum + 255 * Math.exp(-distance / (2 * size * size));
    }, 0);
    const value = Math.min(255, Math.round(light));
    return [value, value, value];
  };
}

async function load(name: string, model: Buffer, change: Partial<ModelConfig> = {}, detector: Model | null = null) {
  const path = join(folder, `${name}.onnx`);
  await writeFile(path, model);
  return loadModel(modelConfig(path, { name, ...change }), { log, detector });
}

/** Runs both models on one picture, which it frees. */
async function infer(
  found: readonly Found[],
  frame: SharedFrame,
  pose = brightest(),
  change: Partial<ModelConfig> = {}
) {
  using held = frame;
  const people = await load('people', detector(found));
  const model = await load('pose', pose, { detector: 'people', ...change }, people).catch(async (error: unknown) => {
    await people.close();
    throw error;
  });
  try {
    return { ...(await model.infer(held)), labels: model.labels };
  } finally {
    await model.close();
    await people.close();
  }
}

const MIDDLE: Found = { box: [250, 150, 346, 278], score: 0.9 };
const CORNER: Found = { box: [0, 0, 60, 100], score: 0.8 };
const EDGE: Found = { box: [560, 400, 640, 480], score: 0.7 };
const TINY: Found = { box: [100, 300, 106, 308], score: 0.6 };
const SPOTS: Spot[] = [
  { x: 310.5, y: 190.5, size: 5 },
  { x: 20.5, y: 40.5, size: 4 },
  { x: 620.5, y: 450.5, size: 4 },
  { x: 102.5, y: 305.5, size: 1 },
];
/** Half a pixel. */
const TOLERANCE = 0.5;

function expectSpots(found: { keypoints?: number[][] | undefined }[], spots: readonly Spot[]): void {
  expect(found).toHaveLength(spots.length);
  spots.forEach(({ x, y }, i) => {
    const [across = 0, down = 0] = found[i]!.keypoints![0]!;
    expect(Math.abs(across * WIDTH - x)).toBeLessThanOrEqual(TOLERANCE);
    expect(Math.abs(down * HEIGHT - y)).toBeLessThanOrEqual(TOLERANCE);
  });
}

describe('a pose model after a detector', () => {
  it('sees each person by itself: in the middle, over the edges, tiny', async () => {
    const found = [TINY, MIDDLE, { ...MIDDLE, class: DOG }, EDGE, CORNER];
    const { detections, labels } = await infer(found, picture(WIDTH, HEIGHT, lit(SPOTS)));
    expect(labels).toEqual({ classes: ['person'], keypoints: ['keypoint 0'], skeleton: [] });
    expect(detections.map(({ confidence }) => confidence)).toEqual([0.9, 0.8, 0.7, 0.6]);
    expect(detections.map((each) => each.class)).toEqual(Array(4).fill('person'));
    expect(detections[0]!.box).toEqual([250 / WIDTH, 150 / HEIGHT, 96 / WIDTH, 128 / HEIGHT].map(rounded));
    expectSpots(detections, SPOTS);
  });

  it('sees pictures that are stored turned', async () => {
    const light = lit(SPOTS);
    const stored = picture(HEIGHT, WIDTH, (x, y) => light(1 - y, x));
    orient(stored.picture, { rotation: 90, flip: false });
    expectSpots((await infer([MIDDLE, CORNER], stored)).detections, SPOTS.slice(0, 2));
  });

  it('looks at as many people as it may, the most confident', async () => {
    const frame = picture(WIDTH, HEIGHT, lit(SPOTS));
    const { detections } = await infer([CORNER, MIDDLE, EDGE], frame, brightest(), {
      options: { maxDetections: 2 },
    });
    expectSpots(detections, SPOTS.slice(0, 2));
  });

  it('looks at as many people together as its batch has, to the same end', async () => {
    const found = [TINY, MIDDLE, EDGE, CORNER];
    const alone = await infer(found, picture(WIDTH, HEIGHT, lit(SPOTS)));
    for (const batch of [3, 4]) {
      const { detections } = await infer(found, picture(WIDTH, HEIGHT, lit(SPOTS)), brightest(), { batch });
      expect(detections).toEqual(alone.detections);
    }
  });

  it('says nothing of a picture without people', async () => {
    const { detections } = await infer([{ ...MIDDLE, class: DOG }], picture(WIDTH, HEIGHT, lit(SPOTS)));
    expect(detections).toEqual([]);
  });

  it('is as sure of a keypoint as of the less sure of both places', async () => {
    const peak = (place: number, axis: 'x' | 'y') => (place === 192 ? (axis === 'x' ? 0.75 : 0.5) : 0);
    const { detections } = await infer([MIDDLE], picture(WIDTH, HEIGHT, lit(SPOTS)), scores(peak));
    const [across, down, confidence] = detections[0]!.keypoints![0]!;
    expect(confidence).toBe(0.5);
    // Around the middle of the box, 120 x 160 pixels lie over the input: pixel 96 of 192 and of 256.
    expect(Math.abs(across * WIDTH - (298 - 60 + (96.5 / 192) * 120))).toBeLessThan(TOLERANCE);
    expect(Math.abs(down * HEIGHT - (214 - 80 + (96.5 / 256) * 160))).toBeLessThan(TOLERANCE);
  });

  it('fails for one person with a named error, and keeps no frame', async () => {
    const before = SharedFrame.live;
    const failed = infer([MIDDLE, CORNER], picture(WIDTH, HEIGHT, lit(SPOTS)), notFinite());
    await expect(failed).rejects.toMatchObject({ name: 'InferenceError', reason: 'not-finite' });
    expect(SharedFrame.live).toBe(before);
  });

  it('is refused without a detector, and a detector where none is needed', async () => {
    const alone = load('pose', brightest());
    await expect(alone).rejects.toThrow(ModelShapeError);
    await expect(alone).rejects.toThrow('name that model in `detector`');
    await expect(load('people', detector([MIDDLE]), { detector: 'pose' })).rejects.toThrow('take out `detector`');
  });
});

function rounded(value: number): number {
  return Math.round(value * 1e5) / 1e5;
}
