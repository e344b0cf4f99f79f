import {
  AVCOL_PRI_UNSPECIFIED,
  AVCOL_RANGE_JPEG,
  AVCOL_SPC_BT2020_NCL,
  AVCOL_SPC_BT470BG,
  AVCOL_SPC_BT709,
  AVCOL_SPC_FCC,
  AVCOL_SPC_SMPTE170M,
  AVCOL_SPC_SMPTE240M,
  AVCOL_TRC_UNSPECIFIED,
  AV_PIX_FMT_YUV411P,
  AV_PIX_FMT_YUV420P,
  AV_PIX_FMT_YUV422P,
  AV_PIX_FMT_YUV440P,
  AV_PIX_FMT_YUV444P,
  AV_PIX_FMT_YUVJ411P,
  AV_PIX_FMT_YUVJ420P,
  AV_PIX_FMT_YUVJ422P,
  AV_PIX_FMT_YUVJ440P,
  AV_PIX_FMT_YUVJ444P,
  type AVColorRange,
  type AVColorSpace,
  type AVPixelFormat,
  type AVSampleFormat,
} from 'node-av/constants';
import type { Frame } from 'node-av/lib';

/**
 * The largest picture that is taken for BT.601 where it does not say what it is: that of PAL. Larger ones are BT.709,
 * as mpv guesses (`mp_csp_guess_colorspace`) and as encoders of HD video mean it.
 */
const SD = { width: 1279, height: 576 };

/** The matrices that swscale converts; with another, or with a reserved value, it refuses the picture. */
const KNOWN: readonly AVColorSpace[] = [
  AVCOL_SPC_BT709,
  AVCOL_SPC_FCC,
  AVCOL_SPC_BT470BG,
  AVCOL_SPC_SMPTE170M,
  AVCOL_SPC_SMPTE240M,
  AVCOL_SPC_BT2020_NCL,
];

/** FFmpeg's deprecated formats that are full range by their name alone, with the ones that replace them. */
const FULL_RANGE: ReadonlyMap<AVPixelFormat | AVSampleFormat, AVPixelFormat> = new Map([
  [AV_PIX_FMT_YUVJ411P, AV_PIX_FMT_YUV411P],
  [AV_PIX_FMT_YUVJ420P, AV_PIX_FMT_YUV420P],
  [AV_PIX_FMT_YUVJ422P, AV_PIX_FMT_YUV422P],
  [AV_PIX_FMT_YUVJ440P, AV_PIX_FMT_YUV440P],
  [AV_PIX_FMT_YUVJ444P, AV_PIX_FMT_YUV444P],
]);

/**
 * Returns the colour matrix of a frame: the one of its metadata where swscale knows it, else BT.709 for HD and BT.601
 * for less.
 */
export function colorSpaceOf(frame: Frame): AVColorSpace {
  if (KNOWN.includes(frame.colorSpace)) return frame.colorSpace;
  return frame.width > SD.width || frame.height > SD.height ? AVCOL_SPC_BT709 : AVCOL_SPC_SMPTE170M;
}

/** Full or limited range. */
export function colorRangeOf(frame: Frame): AVColorRange {
  return FULL_RANGE.has(frame.format) ? AVCOL_RANGE_JPEG : frame.colorRange;
}

/**
 * Sets the frame's colour metadata to values that swscale accepts. Clears primaries and transfer: converting those of
 * HDR video would cost thirty times what scaling does, and models are trained on pictures without that conversion.
 */
export function completeColorMetadata(frame: Frame): void {
  frame.colorSpace = colorSpaceOf(frame);
  frame.colorRange = colorRangeOf(frame);
  frame.colorPrimaries = AVCOL_PRI_UNSPECIFIED;
  frame.colorTrc = AVCOL_TRC_UNSPECIFIED;
  frame.format = FULL_RANGE.get(frame.format) ?? frame.format;
}
