import type { Detection, Labels } from '@framewatch/protocol';
import { AV_PIX_FMT_YUV420P } from 'node-av/constants';
import { FFmpegError, type Frame } from 'node-av/lib';
import { PictureScaler, colorRangeOf, colorSpaceOf, viewOf } from '../picture/index.js';
import { Raster, type YuvColor } from './raster.js';

/** Keypoints below this confidence are guesses of the model about limbs that are out of sight. */
const KEYPOINT_CONFIDENCE = 0.2;

/** One colour per class. They differ on any picture, also for people who are colour-blind for red and green. */
const COLORS: readonly YuvColor[] = [
  [170, 166, 16],
  [145, 54, 190],
  [106, 202, 100],
  [112, 90, 200],
  [180, 90, 60],
];

/** A copy of the frame with boxes, skeletons and keypoints drawn into it; the caller frees both. */
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
  return copy;
}

function draw(raster: Raster, { class: name, box, keypoints = [] }: Detection, { classes, skeleton }: Labels): void {
  const { width, height } = raster;
  const thickness = Math.max(2, Math.round(height / 270));
  const color = COLORS[Math.max(0, classes.indexOf(name)) % COLORS.length] ?? [235, 128, 128];
  const [x, y, w, h] = box;
  raster.box(x * width, y * height, w * width, h * height, thickness, color);

  const seen = keypoints.map((point) => (point[2] >= KEYPOINT_CONFIDENCE ? point : null));
  for (const [from, to] of skeleton) {
    const [a, b] = [seen[from], seen[to]];
    if (a && b) raster.line(a[0] * width, a[1] * height, b[0] * width, b[1] * height, thickness, color);
  }
  for (const point of seen) {
    if (point) raster.dot(point[0] * width, point[1] * height, thickness * 2, color);
  }
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
