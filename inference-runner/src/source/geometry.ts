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

/** Aspect ratio and orientation in a container; null when they are missing or implausible. */
export interface ContainerGeometry {
  aspect: Rational | null;
  orientation: Orientation | null;
}

/** A stored picture with its own aspect ratio and orientation. */
export interface StoredPicture extends Size {
  aspect: Rational;
  orientation: Orientation | null;
}

/** Returns these of a frame. */
export function storedPicture(frame: Frame): StoredPicture {
  const { width, height, sampleAspectRatio: aspect } = frame;
  const matrix = frame.getSideData(AV_FRAME_DATA_DISPLAYMATRIX);
  return { width, height, aspect, orientation: matrix && orientationFrom(matrix) };
}

/**
 * How the pictures of a track are shown: by the container's metadata, else by their own. That is FFmpeg's own rule
 * (`av_guess_sample_aspect_ratio`; of two display matrices its decoders put the container's first).
 */
export class Geometry {
  /** Display matrix of an earlier picture: it applies to the following ones, up to the next key frame. */
  #held: Buffer | null = null;

  constructor(private readonly container: ContainerGeometry) {}

  viewOf(stored: StoredPicture): View {
    const { aspect, orientation } = this.container;
    return viewFrom(stored, pixelAspect(aspect ?? stored.aspect), orientation ?? stored.orientation ?? UPRIGHT);
  }

  /** Sets the frame's own metadata accordingly. Frames have to come in order. */
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
