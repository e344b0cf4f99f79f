import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Detection } from '@framewatch/protocol';
import { pino } from 'pino';
import type { ModelConfig } from '../../src/config/index.js';
import { loadModel } from '../../src/model/index.js';
import type { SharedFrame } from '../../src/frame/index.js';
import { modelConfig } from './model-config.js';

/** Runs models that a test has made, in the threads in which the runner runs them. */

const log = pino({ level: 'silent' });
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'framewatch-family-'));
});

afterAll(() => rm(folder, { recursive: true }));

/** What the model says of each picture. Takes ownership of the pictures. */
export async function detect(
  model: Buffer,
  pictures: readonly SharedFrame[],
  change: Partial<ModelConfig> = {}
): Promise<Detection[][]> {
  const path = join(folder, 'model.onnx');
  await writeFile(path, model);
  const loaded = await loadModel(modelConfig(path, change), { log });
  try {
    const found: Detection[][] = [];
    for (const each of pictures) {
      using held = each;
      found.push((await loaded.infer(held)).detections);
    }
    return found;
  } finally {
    await loaded.close();
  }
}

/** A detection as it is worked out in a test: pixels of the picture. */
export interface Expected {
  name: string;
  score: number;
  /** left, top, right, bottom. */
  box: [number, number, number, number];
  keypoints?: [x: number, y: number, score: number][];
}

/** Width and height, pixels. */
export type Sides = [width: number, height: number];

const BOX_TOLERANCE = 0.5;
const SCORE_TOLERANCE = 1e-3;

/** The same things in the same order, boxes within half a pixel, scores within a thousandth. */
export function expectSame(found: readonly Detection[], expected: readonly Expected[], [width, height]: Sides): void {
  expect(found.map((each) => each.class)).toEqual(expected.map((each) => each.name));
  expected.forEach(({ score, box, keypoints }, i) => {
    const detection = found[i]!;
    const [x, y, w, h] = detection.box;
    within(detection.confidence, score, SCORE_TOLERANCE);
    const corners = [x * width, y * height, (x + w) * width, (y + h) * height];
    corners.forEach((corner, side) => within(corner, box[side]!, BOX_TOLERANCE));
    expect(detection.keypoints?.length).toBe(keypoints?.length);
    keypoints?.forEach(([left, top, certainty], k) => {
      const [a, b, c] = detection.keypoints![k]!;
      within(a * width, left, BOX_TOLERANCE);
      within(b * height, top, BOX_TOLERANCE);
      within(c, certainty, SCORE_TOLERANCE);
    });
  });
}

function within(value: number, expected: number, tolerance: number): void {
  if (!(Math.abs(value - expected) <= tolerance)) expect(value).toBeCloseTo(expected, 5);
}

/** Half to the even number, as Python rounds. */
export function pythonRound(value: number): number {
  const down = Math.floor(value);
  const rest = value - down;
  if (rest !== 0.5) return rest < 0.5 ? down : down + 1;
  return down % 2 === 0 ? down : down + 1;
}

/** How a picture lies in an input: scale and padding. */
export interface Placed {
  scaleX: number;
  scaleY: number;
  left: number;
  top: number;
}

/** In the middle, as large as fits: sizes and padding rounded as Ultralytics' exports are fed. */
export function inTheMiddle([width, height]: Sides, [inputWidth, inputHeight]: Sides): Placed {
  const ratio = Math.min(inputHeight / height, inputWidth / width);
  const scaled: Sides = [pythonRound(width * ratio), pythonRound(height * ratio)];
  return {
    scaleX: scaled[0] / width,
    scaleY: scaled[1] / height,
    left: pythonRound((inputWidth - scaled[0]) / 2 - 0.1),
    top: pythonRound((inputHeight - scaled[1]) / 2 - 0.1),
  };
}

/** Over the whole input. */
export function stretched([width, height]: Sides, [inputWidth, inputHeight]: Sides): Placed {
  return { scaleX: inputWidth / width, scaleY: inputHeight / height, left: 0, top: 0 };
}

/** A box of the input in the picture, cut off at its edges. */
export function inPicture(
  [left, top, right, bottom]: readonly [number, number, number, number],
  at: Placed,
  [width, height]: Sides
): Expected['box'] {
  const x = (value: number) => Math.max(0, Math.min(width, (value - at.left) / at.scaleX));
  const y = (value: number) => Math.max(0, Math.min(height, (value - at.top) / at.scaleY));
  return [x(left), y(top), x(right), y(bottom)];
}

/** Pictures of all shapes that cameras have. */
export const PICTURES: Sides[] = [
  [1280, 720],
  [641, 479],
  [480, 853],
  [64, 64],
  [3840, 2160],
];
