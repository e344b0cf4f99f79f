import type { YuvColor } from './raster.js';

/** Red, green and blue. They differ in brightness as well: also people who see few colours tell most of them apart. */
const COLORS = [
  0x35f28a, 0xff4fd8, 0xff9b21, 0x38b6ff, 0xffe13d, 0xff4d4d, 0x9a6bff, 0x19d3c5, 0xb07a48, 0xf2f2f2,
] as const;

const YUV_COLORS = COLORS.map(yuvOf);

/** A colour for a number, always the same. Numbers ten apart have other colours: `person` and `wine glass` of COCO, for one. */
export function colorOf(number: number): YuvColor {
  return YUV_COLORS[(number + Math.floor(number / YUV_COLORS.length)) % YUV_COLORS.length] ?? [235, 128, 128];
}

/** Brightness of a text that can be read on this colour. */
export function lumaOn([luma]: YuvColor): number {
  return luma > 110 ? 16 : 235;
}

/** BT.601, limited range. */
function yuvOf(color: number): YuvColor {
  const [r, g, b] = [color >> 16, (color >> 8) & 255, color & 255].map((value) => value / 255) as [
    number,
    number,
    number,
  ];
  return [
    Math.round(16 + 65.481 * r + 128.553 * g + 24.966 * b),
    Math.round(128 - 37.797 * r - 74.203 * g + 112 * b),
    Math.round(128 + 112 * r - 93.786 * g - 18.214 * b),
  ];
}
