import { AVCOL_RANGE_JPEG, AVCOL_SPC_RGB, AV_PIX_FMT_RGB24 } from 'node-av/constants';
import type { Frame } from 'node-av/lib';
import { FilterChain } from './filter-chain.js';
import type { Size } from './orientation.js';
import { PictureScaler } from './picture-scaler.js';
import { viewOf } from './view.js';

/** A part of a picture, whole pixels. */
export interface Part extends Size {
  x: number;
  y: number;
}

/**
 * The picture as it is seen: upright, with square pixels, as packed RGB, of which any pixel can be the first of a part. A new
 * frame, the caller's to free. Rejects with an FFmpegError.
 */
export async function asSeen(frame: Frame): Promise<Frame> {
  const { width, height } = viewOf(frame);
  const scaler = new PictureScaler();
  const format = { format: AV_PIX_FMT_RGB24, range: AVCOL_RANGE_JPEG, space: AVCOL_SPC_RGB };
  return scaler.convert(frame, { width, height, ...format }).finally(() => scaler.close());
}

/** A part of a picture of `asSeen`: shares its memory. A new frame, the caller's to free. Rejects with an FFmpegError. */
export async function partOf(picture: Frame, { x, y, width, height }: Part): Promise<Frame> {
  const chain = new FilterChain();
  return chain.run(picture, [['crop', `w=${width}:h=${height}:x=${x}:y=${y}`]]).finally(() => chain.close());
}
