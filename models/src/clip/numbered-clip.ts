import type { OnProgress } from '../progress.js';
import { encodeClip } from './encoder.js';
import { BAND_HEIGHT, MAX_FRAME_NUMBER, MIN_STRIPE_WIDTH, STRIPES, stripesOf } from './frame-number.js';
import { blackPicture, type Picture } from './picture.js';

export interface NumberedClipOptions {
  /** The .mp4 file to write. */
  readonly path: string;
  readonly frames: number;
  /** By default 30. */
  readonly fps?: number;
  /** Pixels; even. By default 960 × 540. */
  readonly width?: number;
  readonly height?: number;
  /** The number of the first frame; by default 0. */
  readonly first?: number;
  readonly onProgress?: OnProgress;
}

const WHITE = 235;
const BLACK = 16;

/**
 * Makes a clip in which every frame carries its own number in stripes (see frame-number.ts), over a moving gradient.
 * @throws RangeError for sizes or numbers that the stripes cannot hold, ClipError
 */
export async function makeNumberedClip(options: NumberedClipOptions): Promise<void> {
  const { path, frames, fps = 30, width = 960, height = 540, first = 0, onProgress } = options;
  if (width % 2 !== 0 || height % 2 !== 0) throw new RangeError(`${width}×${height}: width and height have to be even`);
  if (width < STRIPES * MIN_STRIPE_WIDTH) {
    throw new RangeError(`width ${width}: stripes need at least ${STRIPES * MIN_STRIPE_WIDTH} pixels`);
  }
  if (frames < 1 || first < 0 || first + frames - 1 > MAX_FRAME_NUMBER) {
    throw new RangeError(`frames ${first} to ${first + frames - 1}: numbers go from 0 to ${MAX_FRAME_NUMBER}`);
  }
  await encodeClip(path, { width, height, fps, quality: 23 }, pictures());

  function* pictures(): Generator<Picture> {
    for (let i = 0; i < frames; i++) {
      yield numberedPicture(first + i, width, height);
      onProgress?.({ step: 'encode', what: 'numbered clip', done: i + 1, total: frames, unit: 'frames' });
    }
  }
}

function numberedPicture(frameNumber: number, width: number, height: number): Picture {
  const picture = blackPicture(width, height);
  const bandEnd = Math.ceil(height * BAND_HEIGHT);
  const band = Buffer.alloc(width);
  for (const [stripe, white] of stripesOf(frameNumber).entries()) {
    const [left, right] = [stripe, stripe + 1].map((edge) => Math.round((edge * width) / STRIPES));
    band.fill(white ? WHITE : BLACK, left, right);
  }
  const gradient = Buffer.from(Array.from({ length: width }, (_, x) => 64 + ((x + frameNumber * 4) % 256) / 2));
  for (let y = 0; y < height; y++) picture.data.set(y < bandEnd ? band : gradient, y * width);
  return picture;
}
