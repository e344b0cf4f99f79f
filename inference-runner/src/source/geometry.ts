import { AV_FRAME_DATA_DISPLAYMATRIX } from 'node-av/constants';
import type { Frame, Rational } from 'node-av/lib';
import {
  type Orientation,
  type Size,
  UPRIGHT,
  type View,
  orientationFrom,
  pixelAspect,
  viewFrom,
} from '../picture/index.js';

/** What a container says of how the pictures of a track are seen; null where it says nothing that can be. */
export interface ContainerGeometry {
  aspect: Rational | null;
  orientation: Orientation | null;
}

/** A picture as it is stored, and what it says itself of how it is seen. */
export interface StoredPicture extends Size {
  aspect: Rational;
  orientation: Orientation | null;
}

/** What a frame is by itself. */
export function storedPicture(frame: Frame): StoredPicture {
  const { width, height, sampleAspectRatio: aspect } = frame;
  const matrix = frame.getSideData(AV_FRAME_DATA_DISPLAYMATRIX);
  return { width, height, aspect, orientation: matrix && orientationFrom(matrix) };
}

/**
 * How the pictures of a track are seen: as the container says, else as they say themselves. That is FFmpeg's own rule
 * (`av_guess_sample_aspect_ratio`; of two display matrices its decoders put the container's first).
 */
export class Geometry {
  /** Display matrix that a picture brought: it holds for those that follow, up to the next key frame. */
  #held: Buffer | null = null;

  constructor(private readonly container: ContainerGeometry) {}

  viewOf(stored: StoredPicture): View {
    const { aspect, orientation } = this.container;
    return viewFrom(stored, pixelAspect(aspect ?? stored.aspect), orientation ?? stored.orientation ?? UPRIGHT);
  }

  /** Makes the frame itself say how it is seen. Frames have to come in order. */
  tell(frame: Frame): void {
    const { aspect, orientation } = this.container;
    if (aspect) frame.sampleAspectRatio = aspect;
    // The decoder has put the container's matrix into the frame.
    if (orientation) return;
    const matrix = frame.getSideData(AV_FRAME_DATA_DISPLAYMATRIX);
    if (matrix) this.#held = Buffer.from(matrix);
    else if (frame.keyFrame) this.#held = null;
    else if (this.#held) this.#held.copy(frame.newSideData(AV_FRAME_DATA_DISPLAYMATRIX, this.#held.byteLength));
  }
}
