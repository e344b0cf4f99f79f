import { readFile } from 'node:fs/promises';
import { AVCOL_RANGE_MPEG, AVCOL_SPC_BT709, AV_CODEC_ID_MJPEG, AV_PIX_FMT_YUV420P } from 'node-av/constants';
import { FFmpegError, Frame, SoftwareScaleContext } from 'node-av/lib';
import { decodePicture } from './decode-picture.js';
import { ClipError } from './errors.js';
import { check } from './ffmpeg.js';
import { crop, type Picture } from './picture.js';

/** Crops take this part of what is too much from the top: heads are up there. */
const CROPPED_ABOVE = 0.3;

/**
 * Decodes a JPEG file and scales it, keeping its proportions, until it covers the given size; what is too much is cut
 * off. Sizes are even.
 * @throws ClipError
 */
export async function readPhotograph(path: string, width: number, height: number): Promise<Picture> {
  const bytes = await readFile(path);
  const decoded = new Frame();
  try {
    await decodePicture(bytes, AV_CODEC_ID_MJPEG, decoded);
    const scale = Math.max(width / decoded.width, height / decoded.height);
    const covering = await scaled(decoded, even(decoded.width * scale), even(decoded.height * scale));
    const [left, above] = [(covering.width - width) / 2, (covering.height - height) * CROPPED_ABOVE];
    return crop(covering, even(left), even(above), width, height);
  } catch (error) {
    throw error instanceof FFmpegError ? new ClipError(path, 'read', error) : error;
  } finally {
    decoded.free();
  }
}

function even(size: number): number {
  return 2 * Math.round(size / 2);
}

async function scaled(source: Frame, width: number, height: number): Promise<Picture> {
  const scaler = new SoftwareScaleContext();
  const frame = new Frame();
  try {
    scaler.allocContext();
    scaler.setOption('sws_flags', 'bicubic');
    frame.alloc();
    frame.width = width;
    frame.height = height;
    frame.format = AV_PIX_FMT_YUV420P;
    frame.colorRange = AVCOL_RANGE_MPEG;
    frame.colorSpace = AVCOL_SPC_BT709;
    check(frame.getBuffer(), 'allocate a picture');
    check(await scaler.scaleFrame(frame, source), 'scale');
    return { width, height, data: frame.toBuffer() };
  } finally {
    frame.free();
    scaler.freeContext();
  }
}
