import { AV_FRAME_DATA_DISPLAYMATRIX } from 'node-av/constants';
import { type Frame, Rational } from 'node-av/lib';
import { type Orientation, type Size, UPRIGHT, orientationFrom, turnedSize } from './orientation.js';

/** Beyond this a pixel's width to its height, or its height to its width, is a mistake: 4:1 is the widest in use. */
const MOST_ASPECT = 8;

/** Stretched pictures become no larger than this on a side. */
const MOST_STRETCHED = 16_384;

/** How a picture is shown to a person: its size with square pixels, upright. */
export interface View extends Size {
  orientation: Orientation;
}

/** Width of a pixel divided by its height; null when it is unknown or implausible. */
export function pixelAspect({ num, den }: Pick<Rational, 'num' | 'den'>): number | null {
  const aspect = num / den;
  return aspect >= 1 / MOST_ASPECT && aspect <= MOST_ASPECT ? aspect : null;
}

/** `stored`: the size in pixels that may not be square. The shorter of them is stretched, as browsers do. */
export function viewFrom(stored: Size, aspect: number | null, orientation: Orientation): View {
  return { ...turnedSize(squared(stored, aspect ?? 1), orientation), orientation };
}

/** Returns how a frame is shown to a person, from its own metadata. */
export function viewOf(frame: Frame): View {
  const matrix = frame.getSideData(AV_FRAME_DATA_DISPLAYMATRIX);
  return viewFrom(frame, pixelAspect(frame.sampleAspectRatio), matrix ? orientationFrom(matrix) : UPRIGHT);
}

/** Clears the metadata of aspect ratio and orientation: the frame is shown as it is stored. */
export function clearViewMetadata(frame: Frame): void {
  frame.removeSideData(AV_FRAME_DATA_DISPLAYMATRIX);
  frame.sampleAspectRatio = new Rational(1, 1);
}

function squared({ width, height }: Size, aspect: number): Size {
  const size =
    aspect >= 1 ? { width: Math.round(width * aspect), height } : { width, height: Math.round(height / aspect) };
  const stretched = aspect >= 1 ? size.width : size.height;
  return stretched > MOST_STRETCHED ? { width, height } : size;
}
