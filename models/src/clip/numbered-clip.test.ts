import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { decodeClip, type ClipFacts } from '../testing/decode.js';
import { jpegOf } from '../testing/jpeg.js';
import { ClipError } from './errors.js';
import { MIN_STRIPE_WIDTH, STRIPES, readFrameNumber } from './frame-number.js';
import { makeNumberedClip } from './numbered-clip.js';
import { readPhotograph } from './photograph.js';
import { planesOf, type Picture } from './picture.js';

/** Real programs and servers, on a machine that may be busy. */
jest.setTimeout(60_000);

let folder: string;
beforeAll(async () => (folder = await mkdtemp(path.join(os.tmpdir(), 'framewatch-clip-'))));
afterAll(() => rm(folder, { recursive: true }));

async function numbersOf(file: string): Promise<{ numbers: (number | null)[]; facts: ClipFacts }> {
  const numbers: (number | null)[] = [];
  const facts = await decodeClip(file, (picture) => {
    numbers.push(readFrameNumber(planesOf(picture)[0].data, picture.width, picture.height));
  });
  return { numbers, facts };
}

test('each frame carries its number through the encoder', async () => {
  const file = path.join(folder, 'numbered.mp4');
  const progress: number[] = [];
  await makeNumberedClip({ path: file, frames: 70, onProgress: ({ done }) => progress.push(done) });
  const { numbers, facts } = await numbersOf(file);
  expect(numbers).toEqual(Array.from({ length: 70 }, (_, i) => i));
  expect(facts.packets.flatMap(({ key }, i) => (key ? [i] : []))).toEqual([0, 30, 60]);
  expect(progress.at(-1)).toBe(70);
});

test('in the smallest picture too, from any number on, at any rate', async () => {
  const file = path.join(folder, 'small.mp4');
  const width = STRIPES * MIN_STRIPE_WIDTH;
  await makeNumberedClip({ path: file, frames: 20, fps: 10, width, height: 360, first: 65516 });
  const { numbers, facts } = await numbersOf(file);
  expect(numbers).toEqual(Array.from({ length: 20 }, (_, i) => 65516 + i));
  expect(facts.durationSeconds).toBe(2);
});

test('the number is still there after a JPEG of it was scaled down', async () => {
  const file = path.join(folder, 'for-jpeg.mp4');
  await makeNumberedClip({ path: file, frames: 3, first: 43690 });
  const pictures: Picture[] = [];
  await decodeClip(file, (picture) => pictures.push(picture));
  const jpeg = path.join(folder, 'frame.jpg');
  for (const [i, picture] of pictures.entries()) {
    await writeFile(jpeg, await jpegOf(picture));
    const [luma] = planesOf(await readPhotograph(jpeg, 320, 180));
    expect(readFrameNumber(luma.data, luma.width, luma.height)).toBe(43690 + i);
  }
});

test.each([
  [{ width: 600 }, 'width 600: stripes need at least 640 pixels'],
  [{ width: 641 }, '641×540: width and height have to be even'],
  [{ height: 361 }, '960×361: width and height have to be even'],
  [{ first: 65530 }, 'frames 65530 to 65539: numbers go from 0 to 65535'],
  [{ first: -1 }, 'frames -1 to 8: numbers go from 0 to 65535'],
  [{ frames: 0 }, 'frames 0 to -1: numbers go from 0 to 65535'],
])('%j is refused', async (options, message) => {
  const result = makeNumberedClip({ path: path.join(folder, 'never.mp4'), frames: 10, ...options });
  await expect(result).rejects.toThrow(new RangeError(message));
});

test('a folder that is not there is an error with the path', async () => {
  const file = path.join(folder, 'not/there.mp4');
  const result = makeNumberedClip({ path: file, frames: 1 });
  await expect(result).rejects.toThrow(ClipError);
  await expect(result).rejects.toThrow(`could not write ${file}`);
});
