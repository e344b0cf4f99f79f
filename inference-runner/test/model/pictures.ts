import { AVCOL_RANGE_JPEG, AVCOL_SPC_RGB, AV_PIX_FMT_RGB24 } from 'node-av/constants';
import { Frame } from 'node-av/lib';
import type { SharedFrame } from '../../src/frame/index.js';
import { shared } from '../frame/frames.js';

type Rgb = readonly [number, number, number];

/** A picture whose pixels are as `color` says, in fractions of its width and height. */
export function picture(width: number, height: number, color: (x: number, y: number) => Rgb): SharedFrame {
  const { frame, pixels } = blank(width, height);
  const row = frame.linesize[0] ?? 0;
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) pixels.set(color((x + 0.5) / width, (y + 0.5) / height), y * row + x * 3);
  return shared(frame);
}

/** A grey picture. */
export function grey(width: number, height: number): SharedFrame {
  const { frame, pixels } = blank(width, height);
  pixels.fill(114);
  return shared(frame);
}

function blank(width: number, height: number): { frame: Frame; pixels: Uint8Array } {
  const frame = new Frame();
  frame.alloc();
  frame.width = width;
  frame.height = height;
  frame.format = AV_PIX_FMT_RGB24;
  frame.colorRange = AVCOL_RANGE_JPEG;
  frame.colorSpace = AVCOL_SPC_RGB;
  frame.getBuffer(0);
  const [pixels] = frame.data ?? [];
  if (!pixels) throw new Error('the picture has no pixels');
  return { frame, pixels };
}
