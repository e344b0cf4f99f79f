import type { Detection, Labels } from '@framewatch/protocol';
import { AV_PIX_FMT_YUV420P } from 'node-av/constants';
import { FFmpegError, type Frame } from 'node-av/lib';
import { PictureScaler, colorRangeOf, colorSpaceOf, viewOf } from '../picture/index.js';
import { colorOf, lumaOn } from './colors.js';
import { drawable, GLYPH_HEIGHT, GLYPH_WIDTH } from './font.js';
import { Raster, type YuvColor } from './raster.js';

/** Keypoints below this confidence are guesses of the model about limbs that are out of sight. */
const KEYPOINT_CONFIDENCE = 0.2;

/** Rows of pixels of a picture for one pixel of a label's dots. */
const ROWS_PER_DOT = 400;
/** Around the text of a label, in dots. */
const LABEL_MARGIN = 2;

/** A copy of the frame with boxes, skeletons, keypoints and labels drawn into it; the caller frees both. */
export async function annotate(frame: Frame, detections: readonly Detection[], labels: Labels): Promise<Frame> {
  const copy = await copyAsYuv420(frame);
  const [y, u, v] = copy.data ?? [];
  const [yStride, uStride, vStride] = copy.linesize;
  if (!y || !u || !v || !yStride || !uStride || !vStride) {
    copy.free();
    throw new Error('annotating a frame: no pixels');
  }
  const raster = new Raster(copy.width, copy.height, [
    { data: y, stride: yStride },
    { data: u, stride: uStride },
    { data: v, stride: vStride },
  ]);
  for (const detection of detections) draw(raster, detection, labels);
  // Over everything else, so that they can be read.
  for (const detection of detections) drawLabel(raster, detection, labels);
  return copy;
}

function draw(raster: Raster, detection: Detection, labels: Labels): void {
  const { width, height } = raster;
  const { box, keypoints = [] } = detection;
  const thickness = thicknessFor(height);
  const color = colorFor(detection, labels);
  const [x, y, w, h] = box;
  raster.box(x * width, y * height, w * width, h * height, thickness, color);

  const seen = keypoints.map((point) => (point[2] >= KEYPOINT_CONFIDENCE ? point : null));
  for (const [from, to] of labels.skeleton) {
    const [a, b] = [seen[from], seen[to]];
    if (a && b) raster.line(a[0] * width, a[1] * height, b[0] * width, b[1] * height, thickness, color);
  }
  for (const point of seen) {
    if (point) raster.dot(point[0] * width, point[1] * height, thickness * 2, color);
  }
}

/** Class, track and confidence on the box's upper edge, inside where there is no room above; always inside the picture. */
function drawLabel(raster: Raster, detection: Detection, labels: Labels): void {
  const { width, height } = raster;
  const color = colorFor(detection, labels);
  const scale = Math.ceil(height / ROWS_PER_DOT);
  const [x, y] = detection.box;
  const margin = LABEL_MARGIN * scale;
  const advance = (GLYPH_WIDTH + 1) * scale;
  const text = labelText(detection, Math.floor((width - 2 * margin) / advance));
  const labelWidth = text.length * advance - scale + 2 * margin;
  const labelHeight = GLYPH_HEIGHT * scale + 2 * margin;
  const left = Math.max(0, Math.min(x * width, width - labelWidth));
  const above = y * height - labelHeight;
  const top = above < 0 ? y * height + thicknessFor(height) : above;
  raster.fill(left, top, labelWidth, labelHeight, color);
  raster.text(left + margin, top + margin, text, scale, lumaOn(color));
}

/** At most so many characters: the name is shortened, the figures are not. */
function labelText({ class: name, track, confidence }: Detection, most: number): string[] {
  const figures = drawable(`${track === undefined ? '' : ` #${track}`} ${confidence.toFixed(2)}`);
  const characters = drawable(name);
  const room = Math.max(0, most - figures.length);
  if (characters.length <= room) return [...characters, ...figures];
  return [...characters.slice(0, Math.max(0, room - 1)), ...(room > 0 ? ['…'] : []), ...figures];
}

/** Always the same for a track; without one, for a class. */
function colorFor({ class: name, track }: Detection, { classes }: Labels): YuvColor {
  return colorOf(track ?? Math.max(0, classes.indexOf(name)));
}

function thicknessFor(height: number): number {
  return Math.max(2, Math.round(height / 270));
}

async function copyAsYuv420(frame: Frame): Promise<Frame> {
  const { width, height } = viewOf(frame);
  const scaler = new PictureScaler();
  const [range, space] = [colorRangeOf(frame), colorSpaceOf(frame)];
  const copy = await scaler
    .convert(frame, { width, height, format: AV_PIX_FMT_YUV420P, range, space })
    .finally(() => scaler.close());
  // Without a conversion the scaler returns a reference to the source's own pixels, which must not be drawn on.
  const code = copy.makeWritable();
  if (code < 0) copy.free();
  FFmpegError.throwIfError(code, 'copying a frame to draw on');
  return copy;
}
