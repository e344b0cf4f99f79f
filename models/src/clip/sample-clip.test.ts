/** @jest-environment ./src/testing/host-environment.ts */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { ensureModel } from '../model.js';
import { decodeClip, type ClipFacts } from '../testing/decode.js';
import { rgbFeed } from '../testing/pictures.js';
import { runOnnx } from '../testing/run.js';
import { ClipError } from './errors.js';
import { readPhotograph } from './photograph.js';
import { crop, planesOf, type Picture } from './picture.js';
import { ensureSampleClip, type EnsuredClip } from './sample-clip.js';

/** The first call on a machine fetches 13 MB and encodes. */
const FETCH_TIMEOUT_MS = 300_000;
/** Pixels that the camera moves from frame to frame. */
const STEP = 5;

let clip: EnsuredClip;
let facts: ClipFacts;
/** Every 60th picture, and the last. */
const pictures: Picture[] = [];
const times: number[] = [];
let bidirectional = 0;

beforeAll(async () => {
  clip = await ensureSampleClip();
  facts = await decodeClip(clip.path, (picture) => {
    if (times.length % 60 === 0 || times.length === clip.frames - 1) pictures.push(picture);
    times.push(picture.ptsSeconds);
    if (picture.bidirectional) bidirectional++;
  });
}, FETCH_TIMEOUT_MS);

test('is H.264, 960×540, 24 seconds at 30 frames per second', () => {
  expect(clip).toMatchObject({ width: 960, height: 540, fps: 30, frames: 720 });
  expect(facts.codec).toBe('avc1.64001f');
  expect(facts.durationSeconds).toBe(24);
  expect(pictures[0]).toMatchObject({ width: 960, height: 540 });
});

test('times begin at 0, without gaps; nothing is reordered', () => {
  const expected = Array.from({ length: 720 }, (_, i) => i / 30);
  expect(times.map((time, i) => Math.abs(time - (expected[i] ?? NaN)) < 1e-6)).toEqual(expected.map(() => true));
  expect(facts.packets.filter(({ pts, dts }) => pts !== dts)).toEqual([]);
  expect(bidirectional).toBe(0);
});

test('has a key frame each second', () => {
  const keys = facts.packets.flatMap(({ key }, i) => (key ? [i] : []));
  expect(keys).toEqual(Array.from({ length: 24 }, (_, i) => i * 30));
});

test('has its index in front, so that it plays while it loads', async () => {
  const bytes = await readFile(clip.path);
  expect(bytes.indexOf('moov')).toBeLessThan(bytes.indexOf('mdat'));
});

test('goes on at its begin where it ends: the first picture is the last one, moved by one step', () => {
  const [first] = planesOf(crop(pictures[0]!, 0, 0, 940, 540));
  const [last] = planesOf(pictures.at(-1)!);
  const meanDifference = (shift: number): number => {
    let sum = 0;
    for (let y = 0; y < first.height; y++) {
      for (let x = 0; x < first.width; x++) {
        sum += Math.abs(first.data[y * first.width + x]! - last.data[y * last.width + x + shift]!);
      }
    }
    return sum / first.data.length;
  };
  expect(meanDifference(STEP)).toBeLessThan(3);
  expect(meanDifference(STEP)).toBeLessThan(meanDifference(0) / 2);
});

test('shows people whom the default model sees', async () => {
  const model = await readFile((await ensureModel('movenet-multipose')).path);
  const counts: number[] = [];
  for (const picture of pictures) {
    const { output_0: people } = await runOnnx(model, { input: rgbFeed(picture, 480, 288) });
    counts.push([0, 1, 2, 3, 4, 5].filter((i) => people!.values[i * 56 + 55]! > 0.3).length);
  }
  expect(Math.min(...counts)).toBeGreaterThanOrEqual(1);
  expect(counts.reduce((sum, count) => sum + count, 0) / counts.length).toBeGreaterThan(2.5);
}, 180_000);

test('a damaged photograph is an error with its path', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'framewatch-photo-'));
  const file = path.join(folder, 'damaged.jpg');
  await writeFile(file, 'no picture');
  await expect(readPhotograph(file, 64, 64)).rejects.toThrow(ClipError);
  await expect(readPhotograph(file, 64, 64)).rejects.toThrow(`could not read ${file}`);
  await rm(folder, { recursive: true });
});
